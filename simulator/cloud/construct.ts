/** Remote components: their children are registered with the engine from here, as their provider does. */
import * as pulumi from "@pulumi/pulumi";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "../model";
import { toStruct } from "./rpc";
import type { Wire } from "./values";

/* The Pulumi SDK's own provider server is made of these; none of them is in the package's public types. */
interface State {
  withLocalStorage<T>(body: () => Promise<T>): Promise<T>;
}
interface Settings {
  resetOptions(
    project: string,
    stack: string,
    parallel: number,
    engine: string,
    monitor: string,
    preview: boolean,
    organization: string,
  ): void;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
}
interface Server {
  deserializeInputs(inputs: Struct | undefined, dependencies: unknown): Promise<pulumi.Inputs>;
}
interface Rpc {
  serializeResourceProperties(
    label: string,
    properties: pulumi.Inputs,
  ): Promise<[Wire, Map<string, Set<pulumi.Resource>>]>;
}

/* eslint-disable @typescript-eslint/no-require-imports -- untyped internal modules */
const state = require("@pulumi/pulumi/runtime/state") as State;
const settings = require("@pulumi/pulumi/runtime/settings") as Settings;
const server = require("@pulumi/pulumi/provider/server") as Server;
const rpc = require("@pulumi/pulumi/runtime/rpc") as Rpc;
/* eslint-enable @typescript-eslint/no-require-imports */

const underWay = new Set<(fault: unknown) => void>();

/**
 * Ends the constructions under way with a fault that nobody awaited: the SDK registers resources in the
 * background, and what waits for one that failed would wait for ever.
 */
export function abandon(fault: unknown): void {
  for (const fail of underWay) fail(fault);
}

/** Registers the component and its children with the engine that asks; several may be under way at once. */
export async function construct(
  request: ConstructRequest,
  engineAddress: string,
): Promise<ConstructResponse> {
  let fail: (fault: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  underWay.add(fail);
  try {
    return await Promise.race([failed, register(request, engineAddress)]);
  } finally {
    underWay.delete(fail);
  }
}

function register(request: ConstructRequest, engineAddress: string): Promise<ConstructResponse> {
  return state.withLocalStorage(async () => {
    settings.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engineAddress,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await settings.awaitFeatureSupport();
    const inputs = await knownInputs(request);
    const component = new pulumi.ComponentResource(
      request.getType(),
      request.getName(),
      {},
      optionsOf(request),
    );
    const urn = await promiseOf(component.urn);
    const awsProvider = request.getProvidersMap().get("aws");
    // Loads the AWS SDK: only a stack with such a component pays for it.
    const { expandRemote } = await import("../remote");
    const outputs = await expandRemote(request.getType(), request.getName(), inputs, {
      urn,
      ...(awsProvider !== undefined && { awsProvider }),
      ...(request.getProtect() && { protect: true }),
    });
    const response = await responseOf(urn, outputs, request);
    await settings.waitForRPCs();
    return response;
  });
}

async function knownInputs(request: ConstructRequest): Promise<Props> {
  const inputs = await server.deserializeInputs(request.getInputs(), request.getInputdependenciesMap());
  return new Promise((resolve, reject) => {
    const whole = pulumi.output(inputs);
    const { isKnown } = whole as unknown as { readonly isKnown: Promise<boolean> };
    isKnown.then((known) => {
      if (!known) {
        reject(
          new Error(
            `${request.getType()} ${request.getName()} has arguments that are not known at preview: which resources it makes cannot be told`,
          ),
        );
        return;
      }
      whole.apply((plain) => {
        resolve(plain);
      });
    }, reject);
  });
}

function optionsOf(request: ConstructRequest): pulumi.ComponentResourceOptions {
  const parent = request.getParent();
  const providers: Record<string, pulumi.ProviderResource> = {};
  request.getProvidersMap().forEach((reference, name) => {
    providers[name] = new pulumi.DependencyProviderResource(reference);
  });
  const aliases = request.getAliasesList().map((alias): string | pulumi.Alias => {
    const spec = alias.getSpec();
    if (!spec) return alias.getUrn();
    return {
      ...(spec.getName() && { name: spec.getName() }),
      ...(spec.getType() && { type: spec.getType() }),
      ...(spec.getParenturn() && { parent: spec.getParenturn() }),
    };
  });
  return {
    aliases,
    providers,
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    ...(request.getProtect() && { protect: true }),
    ...(parent && { parent: new pulumi.DependencyResource(parent) }),
  };
}

async function responseOf(
  urn: string,
  outputs: Props,
  request: ConstructRequest,
): Promise<ConstructResponse> {
  const label = `construct(${request.getType()}, ${request.getName()})`;
  const [properties, dependencies] = await rpc.serializeResourceProperties(label, outputs);
  const response = new ConstructResponse();
  response.setUrn(urn);
  response.setState(toStruct(properties));
  for (const [name, resources] of dependencies) {
    const list = new ConstructResponse.PropertyDependencies();
    list.setUrnsList(await Promise.all([...resources].map((resource) => promiseOf(resource.urn))));
    response.getStatedependenciesMap().set(name, list);
  }
  return response;
}

function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
