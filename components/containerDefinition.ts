/** The container of a service's task definition, as plain data around a few Inputs. */
import type * as pulumi from "@pulumi/pulumi";

export interface ContainerArgs {
  readonly name: string;
  /** Image address, by digest. */
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly healthPath: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Environment variable and what Secrets Manager names its value: `<arn>:::<version>`. */
  readonly secrets: readonly { readonly name: string; readonly valueFrom: pulumi.Input<string> }[];
  /** Longest request in seconds. */
  readonly requestTimeout: number;
  /** Idle timeout of the load balancer in seconds. */
  readonly idleTimeout: number;
  readonly logGroup: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  /** Whether ECS Exec may open a shell in the container. */
  readonly execCommand: boolean;
  /** For images without Python, of the form {@link HEALTH_COMMAND_FORM}. @default a Python one-liner, see {@link livenessCommand} */
  readonly healthCommand?: readonly string[];
}

/** Amazon ECS, ContainerDefinition: stopTimeout on Fargate. */
const MAX_STOP_TIMEOUT = 120;

/** Path of each writable folder in the read-only root file system, with the volume that holds it. */
const WRITABLE = { tmp: "/tmp" } as const;
// The agent of ECS Exec writes into these, so that they must be writable where it is allowed.
const WRITABLE_FOR_EXEC = { "ssm-lib": "/var/lib/amazon", "ssm-log": "/var/log/amazon" } as const;

/** Names of the task's volumes; bind mounts of the task's own storage, as Fargate has them. */
export function volumeNames(execCommand: boolean): string[] {
  return Object.keys(writable(execCommand));
}

function writable(execCommand: boolean): Record<string, string> {
  return execCommand ? { ...WRITABLE, ...WRITABLE_FOR_EXEC } : WRITABLE;
}

/**
 * Asks the service itself, with what a Python image has: slim images lack `curl`. Any answer counts: a
 * service that says which dependency it lost is alive, and a restart would not bring the dependency back.
 */
export function livenessCommand(port: number, path: string): string[] {
  const script = [
    "import http.client",
    `c = http.client.HTTPConnection("127.0.0.1", ${port}, timeout=4)`,
    `c.request("GET", ${JSON.stringify(path)})`,
    "c.getresponse()",
  ].join("; ");
  return ["CMD", "python", "-c", script];
}

/** What a container's health check command must be, in words (Amazon ECS, HealthCheck: command). */
export const HEALTH_COMMAND_FORM =
  'the list ["CMD", program, …arguments], or ["CMD-SHELL", one line for the shell]';

/** True for what {@link HEALTH_COMMAND_FORM} says; a shell would take no notice of more than one line. */
export function isHealthCommand([kind, first = "", ...more]: readonly string[]): boolean {
  return first.trim() !== "" && (kind === "CMD" || (kind === "CMD-SHELL" && more.length === 0));
}

/** Seconds between SIGTERM and SIGKILL: the longest request and a little, within Fargate's limit. */
export function stopTimeout(requestTimeout: number): number {
  return Math.min(Math.max(requestTimeout + 10, 30), MAX_STOP_TIMEOUT);
}

/**
 * Environment variables in the order of their names, so that an order of writing never makes a new
 * revision. Uvicorn reads its options from `UVICORN_…` whatever the Dockerfile says; its keep-alive must
 * outlast the load balancer's idle timeout, or the two close a connection at once and a request gets a 502.
 */
export function environmentOf(args: ContainerArgs): { name: string; value: string }[] {
  const all: Record<string, string> = {
    UVICORN_PORT: String(args.port),
    // Ends what is still open before SIGKILL would.
    UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN: String(stopTimeout(args.requestTimeout) - 5),
    UVICORN_TIMEOUT_KEEP_ALIVE: String(args.idleTimeout + 10),
    ...args.settings,
  };
  return Object.keys(all)
    .sort()
    .map((name) => ({ name, value: all[name] ?? "" }));
}

/** The container definition; serialise it with `pulumi.jsonStringify`. */
export function containerDefinition(args: ContainerArgs): Record<string, unknown> {
  return {
    name: args.name,
    image: args.image,
    essential: true,
    portMappings: [{ name: args.name, containerPort: args.port, protocol: "tcp", appProtocol: "http" }],
    environment: environmentOf(args),
    secrets: [...args.secrets].sort((a, b) => (a.name < b.name ? -1 : 1)),
    readonlyRootFilesystem: true,
    privileged: false,
    mountPoints: Object.entries(writable(args.execCommand)).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    linuxParameters: { initProcessEnabled: true },
    stopTimeout: stopTimeout(args.requestTimeout),
    healthCheck: {
      command: args.healthCommand ?? livenessCommand(args.port, args.healthPath),
      interval: 15,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    },
    logConfiguration: logConfiguration(args, "app"),
  };
}

/** Non-blocking: a slow log service must not stop the application; what exceeds the buffer is lost. */
export function logConfiguration(
  args: { readonly logGroup: pulumi.Input<string>; readonly region: pulumi.Input<string> },
  prefix: string,
): { logDriver: string; options: Record<string, pulumi.Input<string>> } {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": args.logGroup,
      "awslogs-region": args.region,
      "awslogs-stream-prefix": prefix,
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  };
}
