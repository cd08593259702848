/** The cloud's own process: serves the engine over gRPC and its owner over Node.js's channel between processes. */
import type { CloudOptions, Method, Methods, Request, Response } from "./protocol";
import { CloudServer } from "./server";

type Handlers = {
  readonly [M in Method]: (
    argument: Methods[M]["argument"],
  ) => Methods[M]["result"] | Promise<Methods[M]["result"]>;
};

function handlersOf(cloud: CloudServer): Handlers {
  return {
    contents: () => cloud.contents(),
    remembered: () => cloud.remembered(),
    inject: (faults) => {
      cloud.controller.faults.inject(faults);
      return undefined;
    },
    injected: () => cloud.controller.faults.fired(),
    operations: () => cloud.controller.operations(),
    mark: () => {
      cloud.controller.mark();
      return undefined;
    },
    pushTag: async ({ repository, tag }) => {
      await cloud.pushTag(repository, tag);
      return undefined;
    },
    stop: async () => {
      await cloud.stop();
      return undefined;
    },
  };
}

function send(response: Response, then?: () => void): void {
  process.send?.(response, undefined, undefined, () => then?.());
}

async function answer(handlers: Handlers, { id, method, argument }: Request): Promise<void> {
  const leave = method === "stop" ? () => process.exit(0) : undefined;
  try {
    const handle = handlers[method] as (argument: unknown) => unknown;
    send({ kind: "result", id, value: await handle(argument) }, leave);
  } catch (fault) {
    send({ kind: "error", id, message: messageOf(fault) }, leave);
  }
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

async function serve(options: CloudOptions): Promise<void> {
  // Pulumi's SDK takes a stack trace for each of its promises: most of the time that a component takes.
  Error.stackTraceLimit = 0;
  const cloud = CloudServer.open(options);
  const handlers = handlersOf(cloud);
  // The owner is gone without a word: what is in the journal is safe, the lock need not linger.
  process.on("disconnect", () => void cloud.stop().finally(() => process.exit(0)));
  // Ctrl-C goes to the whole group of processes; the owner decides when the cloud ends.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
  process.on("unhandledRejection", (fault) => {
    cloud.controller.abandon(fault);
  });
  process.on("message", (request) => void answer(handlers, request as Request));
  send({ kind: "ready", ports: await cloud.listen() });
}

if (require.main === module) {
  const options = JSON.parse(process.argv[2] ?? "{}") as CloudOptions;
  serve(options).catch((fault: unknown) => {
    send({ kind: "failed", message: messageOf(fault) }, () => process.exit(1));
  });
}
