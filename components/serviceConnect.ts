import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { logConfiguration } from "./containerDefinition";
import type { Callee } from "./taskNetwork";

export interface ServiceConnectArgs {
  /** Name of the service, of its container's port, and under which others reach it. */
  readonly name: string;
  readonly port: number;
  readonly namespaceArn: pulumi.Input<string>;
  /** Longest request in seconds. */
  readonly requestTimeout: number;
  readonly logGroup: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
}

/** Service Connect for a service that answers at `http://<name>:<port>` within its cluster. */
export function serviceConnect(
  args: ServiceConnectArgs,
): aws.types.input.ecs.ServiceServiceConnectConfiguration {
  const { name, port } = args;
  return {
    enabled: true,
    namespace: args.namespaceArn,
    services: [
      {
        portName: name,
        discoveryName: name,
        clientAlias: [{ dnsName: name, port }],
        // The proxy's own limit of 15 s would cut streamed answers off.
        timeout: { perRequestTimeoutSeconds: args.requestTimeout + 5, idleTimeoutSeconds: 3600 },
      },
    ],
    logConfiguration: logConfiguration(args, "proxy"),
  };
}

/** The names that a service calls, in a form that changes when and only when the set does. */
export function calledNames(callees: readonly Callee[]): string {
  return callees
    .map(({ serviceName, port }) => `${serviceName}:${port}`)
    .sort()
    .join(",");
}
