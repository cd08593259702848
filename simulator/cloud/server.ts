/** The cloud as a whole: account, journal and one gRPC server a package. */
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Account } from "../account";
import { plainUrn } from "../model";
import { findModel } from "../registry";
import { SECRET_MASK, SecretValue } from "../secret";
import { Family } from "./activity";
import { VirtualClock } from "./clock";
import { Connections } from "./connections";
import { Controller } from "./controller";
import { Estate, outputsWire, OWN } from "./estate";
import { Journal } from "./journal";
import { lock } from "./lock";
import type { CloudOptions, Remembered, Thing } from "./protocol";
import { Resources } from "./resources";
import { serviceOf } from "./service";
import { PACKAGES, type PackageName } from "./settings";
import { decodeProps, type Wire } from "./values";

const DEFAULT_ACCOUNT = "111122223333";

/** Largest message, as the engine's own limit (sdk/go/common/util/rpcutil). */
const MAX_BYTES = 400 * 1024 * 1024;

export class CloudServer {
  readonly #servers: grpc.Server[] = [];

  private constructor(
    readonly controller: Controller,
    readonly estate: Estate,
    private readonly journal: Journal,
    private readonly release: () => void,
  ) {}

  /** Opens the account's folder and its history. */
  static open({ home, account: id = DEFAULT_ACCOUNT, clock = false }: CloudOptions): CloudServer {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
    const release = lock(home);
    try {
      const { journal, records } = Journal.open(home);
      const account = Account.fromRecords(id, records);
      if (journal.isLong(account.toRecords().length)) journal.compact(account.toRecords());
      account.watch((record) => {
        journal.append(record);
      });
      const estate = new Estate(account);
      // The owner runs the program, and the engine is a child of the owner's.
      const family = new Family(process.ppid);
      const time = clock ? new VirtualClock(() => family.isBusy()) : undefined;
      const controller = new Controller(new Resources(estate), journal, time);
      return new CloudServer(controller, estate, journal, release);
    } catch (fault) {
      release();
      throw fault;
    }
  }

  /** Starts to listen on 127.0.0.1; gives the port of each package. */
  async listen(): Promise<Record<PackageName, number>> {
    const connections = new Connections();
    const ports: [PackageName, number][] = [];
    for (const name of PACKAGES) {
      const server = new grpc.Server({
        "grpc.max_receive_message_length": MAX_BYTES,
        "grpc.max_send_message_length": MAX_BYTES,
      });
      const parts = { name, version: versionOf(name), connections, controller: this.controller };
      server.addService(ResourceProviderService, serviceOf(parts));
      this.#servers.push(server);
      ports.push([name, await bind(server)]);
    }
    return Object.fromEntries(ports) as Record<PackageName, number>;
  }

  /** What exists, secret values masked. */
  contents(): readonly Thing[] {
    return this.estate.account.all().map((thing): Thing => {
      const checked = this.estate.checkedOf(thing);
      const outputs = outputsWire(findModel(thing.type), thing, checked);
      const { name } = thing.outputs;
      return {
        urn: plainUrn(thing.urn),
        key: thing.urn,
        type: thing.type,
        id: thing.id,
        ...(typeof name === "string" && { name }),
        region: thing.region,
        inputs: masked(checked),
        outputs: masked(outputs),
      };
    });
  }

  /** What the account's models remember, without their values. */
  remembered(): readonly Remembered[] {
    return this.estate.account
      .toRecords()
      .flatMap((record) =>
        record.record === "remember" && !record.topic.startsWith(OWN)
          ? [{ topic: record.topic, key: record.key }]
          : [],
      );
  }

  pushTag(repository: string, tag: string): Promise<void> {
    this.estate.account.addPushedTag(tag, repository);
    return this.journal.flush();
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) server.forceShutdown();
    await this.journal.flush();
    this.journal.compact(this.estate.account.toRecords());
    this.journal.close();
    this.release();
  }
}

function masked(wire: Wire): Wire {
  return mask(decodeProps(wire)) as Wire;
}

function mask(value: unknown): unknown {
  if (value instanceof SecretValue) return SECRET_MASK;
  if (Array.isArray(value)) return value.map(mask);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item)]));
}

/** The version that the package's SDK asks the engine for. */
function versionOf(name: PackageName): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- data of an installed package
  return (require(join("@pulumi", name, "package.json")) as { readonly version: string }).version;
}

function bind(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (fault, port) => {
      if (fault) reject(fault);
      else resolve(port);
    });
  });
}
