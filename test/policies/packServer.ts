/** Starts the pack as the engine does, and asks it over gRPC. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export interface PackServer {
  readonly client: analyzer.AnalyzerClient;
  readonly stop: () => void;
}

/** @param modules the `node_modules` from which the pack has Pulumi's runner */
export async function startPack(folder: string, modules: string): Promise<PackServer> {
  const run = path.join(modules, "@pulumi/pulumi/cmd/run-policy-pack");
  // The pack's folder is the working directory.
  const server = spawn(process.execPath, [run, "127.0.0.1:1", "."], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  assert.ok(server.stdout);
  const exit = once(server, "exit").then(([code]) =>
    Promise.reject(new Error(`the server ended with ${String(code)}`)),
  );
  const [port] = (await Promise.race([once(server.stdout, "data"), exit])) as [Buffer];
  exit.catch(() => undefined);
  const client = new analyzer.AnalyzerClient(
    `127.0.0.1:${port.toString().trim()}`,
    grpc.credentials.createInsecure(),
  );
  const stop = (): void => {
    client.close();
    server.kill();
  };
  return { client, stop };
}

/** An answer, of a call that takes a callback. */
export function answer<T>(
  call: (done: (error: grpc.ServiceError | null, found: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, found) => {
      if (error) reject(error);
      else resolve(found);
    });
  });
}

export function infoOf(client: analyzer.AnalyzerClient): Promise<messages.AnalyzerInfo> {
  return answer((done) => client.getAnalyzerInfo(new Empty(), done));
}
