/** Small bridges between gRPC's callbacks and promises. */
import * as grpc from "@grpc/grpc-js";
import * as errors from "@pulumi/pulumi/proto/status_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { InitFailed } from "./errors";
import type { Wire } from "./values";

export type Call<Q> = grpc.ServerUnaryCall<Q, unknown>;

/** Answers a call with what the handler gives, or with its error. */
export function unary<Q, S>(handler: (request: Q, call: Call<Q>) => S | Promise<S>) {
  return (call: grpc.ServerUnaryCall<Q, S>, callback: grpc.sendUnaryData<S>): void => {
    void (async () => {
      try {
        callback(null, await handler(call.request, call));
      } catch (fault) {
        callback(statusOf(fault));
      }
    })();
  };
}

type JavaScriptObject = Parameters<typeof Struct.fromJavaScript>[0];

export function toStruct(wire: Wire): Struct {
  return Struct.fromJavaScript(wire as JavaScriptObject);
}

export function fromStruct(struct: Struct | undefined): Wire {
  return struct?.toJavaScript() ?? {};
}

/** Providers answer with code UNKNOWN; details tell of a thing that exists all the same. */
function statusOf(fault: unknown): Partial<grpc.StatusObject> {
  const message = fault instanceof Error ? fault.message : String(fault);
  if (!(fault instanceof InitFailed)) return { code: grpc.status.UNKNOWN, details: message };
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(fault.id);
  detail.setProperties(toStruct(fault.properties));
  detail.setInputs(toStruct(fault.inputs));
  detail.setReasonsList([...fault.reasons]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new errors.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
