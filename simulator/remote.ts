/**
 * Components that a provider plugin would construct. The simulator constructs them here, from the same
 * SDK classes, so that their children are recorded like any other resource.
 */
import * as pulumi from "@pulumi/pulumi";
import { constructVpc, VPC_TYPE } from "./awsx/vpc";
import type { Props } from "./model";

/** What a remote component knows about itself; a plugin's `construct` has the same. */
export interface RemoteOptions {
  /** URN under which the component is registered. */
  readonly urn: string;
  /** Explicit AWS provider of the component (`URN::id`); the default provider otherwise. */
  readonly awsProvider?: string;
  readonly protect?: boolean;
}

/** True for types that are expanded into children. */
export function isRemote(type: string): boolean {
  return type === VPC_TYPE;
}

/** Registers the children of a remote component and gives its outputs; throws as the provider does. */
export async function expandRemote(
  type: string,
  name: string,
  inputs: Props,
  options: RemoteOptions,
): Promise<Props> {
  if (type !== VPC_TYPE) throw new Error(`the simulator cannot expand the remote component ${type}`);
  return constructVpc(name, inputs, {
    parent: new pulumi.DependencyResource(options.urn),
    ...(options.awsProvider && { provider: new pulumi.DependencyProviderResource(options.awsProvider) }),
    ...(options.protect && { protect: true }),
  });
}
