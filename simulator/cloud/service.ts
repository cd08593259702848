/** The engine's gRPC requests for one package, answered from the account. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Connections } from "./connections";
import type { Controller } from "./controller";
import type { Difference } from "./diff";
import type { Subject } from "./resources";
import { fromStruct, toStruct, unary, type Call } from "./rpc";
import { settingsOf, type PackageName } from "./settings";

interface AboutResource {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** What a package's server is made of. */
export interface ServiceParts {
  readonly name: PackageName;
  readonly version: string;
  readonly connections: Connections;
  readonly controller: Controller;
}

/** The handlers of `pulumirpc.ResourceProvider`; what is left out is answered as not implemented. */
export function serviceOf(parts: ServiceParts): UntypedServiceImplementation {
  const handlers = {
    ...lifeOf(parts),
    ...lookHandlers(parts),
    ...changeHandlers(parts),
    ...otherHandlers(parts),
  };
  return handlers as UntypedServiceImplementation;
}

/** An instance's own life: greeting, configuration, end. */
function lifeOf({ name, version, connections, controller }: ServiceParts): Partial<IResourceProviderServer> {
  return {
    handshake: unary((request: proto.ProviderHandshakeRequest, call) => {
      connections.open(call.getPeer(), request.getEngineAddress());
      return new proto.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(true)
        .setAcceptOutputs(true);
    }),
    attach: unary((request, call) => {
      connections.at(call.getPeer()).engineAddress = request.getAddress();
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema(JSON.stringify({ name, version }))),
    getMapping: unary(() => new proto.GetMappingResponse()),
    getMappings: unary(() => new proto.GetMappingsResponse()),
    checkConfig: unary((request) => new proto.CheckResponse().setInputs(request.getNews())),
    // The engine then compares the arguments itself; resources move with the region one by one.
    diffConfig: unary(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_UNKNOWN)),
    configure: unary((request, call) => {
      connections.at(call.getPeer()).settings = settingsOf(fromStruct(request.getArgs()));
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true);
    }),
    cancel: unary((_request: Empty, call) => {
      controller.cancel(call.getPeer());
      return new Empty();
    }),
  };
}

/** As {@link unary}, while which a clock stands still. */
function timely<Q, S>(controller: Controller, handler: (request: Q, call: Call<Q>) => S | Promise<S>) {
  return unary((request: Q, call: Call<Q>) => controller.during(() => handler(request, call)));
}

type About = <Q extends AboutResource>(request: Q, call: Call<Q>) => Subject;

function subjectsOf(connections: Connections): About {
  return (request, call) => ({
    urn: request.getUrn(),
    type: request.getType() || typeOf(request.getUrn()),
    name: request.getName() || nameOf(request.getUrn()),
    settings: connections.settingsAt(call.getPeer()),
  });
}

/** What only looks. */
function lookHandlers({ connections, controller }: ServiceParts): Partial<IResourceProviderServer> {
  const about = subjectsOf(connections);
  return {
    check: timely(controller, (request: proto.CheckRequest, call) => {
      const olds = fromStruct(request.getOlds());
      // The engine sends no old inputs for a new or replaced resource, as an empty struct.
      const known = Object.keys(olds).length > 0 ? olds : undefined;
      const checked = controller.resources.check(about(request, call), known, fromStruct(request.getNews()));
      return new proto.CheckResponse()
        .setInputs(toStruct(checked.inputs))
        .setFailuresList(checked.failures.map((reason) => new proto.CheckFailure().setReason(reason)));
    }),
    diff: timely(controller, (request: proto.DiffRequest, call) => {
      const oldInputs = fromStruct(request.getOldInputs());
      const [oldOutputs, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const subject = about(request, call);
      return diffResponse(controller.resources.diff(subject, request.getId(), oldInputs, oldOutputs, news));
    }),
    read: timely(controller, async (request: proto.ReadRequest, call) => {
      const olds = fromStruct(request.getProperties());
      const found = await controller.read(about(request, call), request.getId(), olds);
      // No id says that it does not exist.
      if (!found) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(found.id)
        .setInputs(toStruct(found.inputs))
        .setProperties(toStruct(found.properties));
    }),
  };
}

/** What changes the account, or plans to. */
function changeHandlers({ connections, controller }: ServiceParts): Partial<IResourceProviderServer> {
  const about = subjectsOf(connections);
  return {
    create: timely(controller, async (request: proto.CreateRequest, call) => {
      const subject = about(request, call);
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(
          toStruct(controller.resources.planCreate(subject, inputs)),
        );
      }
      const { id, properties } = await controller.create(subject, inputs, call);
      return new proto.CreateResponse().setId(id).setProperties(toStruct(properties));
    }),
    update: timely(controller, async (request: proto.UpdateRequest, call) => {
      const subject = about(request, call);
      const inputs = fromStruct(request.getNews());
      const id = request.getId();
      if (request.getPreview()) {
        const known = controller.resources.planUpdate(subject, id, fromStruct(request.getOlds()), inputs);
        return new proto.UpdateResponse().setProperties(toStruct(known));
      }
      const { properties } = await controller.update(subject, id, inputs, call);
      return new proto.UpdateResponse().setProperties(toStruct(properties));
    }),
    delete: timely(controller, async (request: proto.DeleteRequest, call) => {
      const olds = fromStruct(request.getProperties());
      await controller.delete(about(request, call), request.getId(), olds, call);
      return new Empty();
    }),
  };
}

function otherHandlers({ connections, controller }: ServiceParts): Partial<IResourceProviderServer> {
  return {
    invoke: timely(controller, async (request: proto.InvokeRequest, call) => {
      const settings = connections.settingsAt(call.getPeer());
      const answer = await controller.invoke(request.getTok(), fromStruct(request.getArgs()), settings);
      return new proto.InvokeResponse().setReturn(toStruct(answer));
    }),
    // It waits for its children, so that time has to go on.
    construct: unary((request: proto.ConstructRequest, call) => {
      const { engineAddress } = connections.at(call.getPeer());
      if (engineAddress === undefined) throw new Error("the engine did not say where it can be reached");
      return controller.construct(request, engineAddress);
    }),
  };
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

const { Kind } = proto.PropertyDiff;

const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function diffResponse({ changes, replaces, stables, deleteBeforeReplace }: Difference): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...replaces])
    .setStablesList([...stables])
    .setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/)[0] ?? path))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const details = response.getDetaileddiffMap();
  for (const { path, kind, replaces: isReplacing } of changes) {
    details.set(path, new proto.PropertyDiff().setKind(KINDS[kind][isReplacing ? 1 : 0]).setInputdiff(true));
  }
  return response;
}
