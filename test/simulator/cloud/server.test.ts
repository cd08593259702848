import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct, toStruct } from "../../../simulator/cloud/rpc";
import { CloudServer } from "../../../simulator/cloud/server";
import { secretWire, UNKNOWN_WIRE, type Wire } from "../../../simulator/cloud/values";

const TOPIC = "aws:sns/topic:Topic";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const urnOf = (type: string, name: string): string => `urn:pulumi:dev::p::${type}::${name}`;

type Reply<S> = (fault: grpc.ServiceError | null, response: S) => void;

const ask = <S>(send: (reply: Reply<S>) => unknown): Promise<S> =>
  new Promise((resolve, reject) => {
    send((fault, response) => {
      if (fault) reject(fault);
      else resolve(response);
    });
  });

/** What the engine does: one connection for each provider instance. */
class Engine {
  readonly client: ResourceProviderClient;

  constructor(port: number) {
    // Without a channel of its own a second instance would share the first one's connection.
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  async configure(args: Wire): Promise<void> {
    const greeting = new proto.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1");
    await ask<proto.ProviderHandshakeResponse>((reply) => this.client.handshake(greeting, reply));
    const request = new proto.ConfigureRequest().setArgs(toStruct(args));
    await ask<proto.ConfigureResponse>((reply) => this.client.configure(request, reply));
  }

  async check(type: string, name: string, news: Wire): Promise<Wire> {
    const request = new proto.CheckRequest().setUrn(urnOf(type, name)).setNews(toStruct(news));
    const response = await ask<proto.CheckResponse>((reply) => this.client.check(request, reply));
    assert.deepEqual(response.getFailuresList(), []);
    return fromStruct(response.getInputs());
  }

  create(type: string, name: string, inputs: Wire, preview = false): Promise<proto.CreateResponse> {
    const request = new proto.CreateRequest()
      .setUrn(urnOf(type, name))
      .setProperties(toStruct(inputs))
      .setPreview(preview);
    return ask((reply) => this.client.create(request, reply));
  }
}

describe("the cloud over gRPC", () => {
  let home: string;
  let cloud: CloudServer;
  let ports: Awaited<ReturnType<CloudServer["listen"]>>;
  const engines: Engine[] = [];

  const connect = async (args?: Wire, name: keyof typeof ports = "aws"): Promise<Engine> => {
    const engine = new Engine(ports[name]);
    engines.push(engine);
    if (args) await engine.configure(args);
    return engine;
  };

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "cloud-"));
    cloud = CloudServer.open({ home });
    ports = await cloud.listen();
  });
  afterEach(async () => {
    for (const { client } of engines.splice(0)) client.close();
    await cloud.stop();
    rmSync(home, { recursive: true });
  });

  it("says the version that each package's SDK asks for", async () => {
    for (const name of ["aws", "awsx", "docker", "random"] as const) {
      const { client } = await connect(undefined, name);
      const info = await ask<{ getVersion(): string }>((reply) => client.getPluginInfo(new Empty(), reply));
      const text = readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8");
      assert.equal(info.getVersion(), (JSON.parse(text) as { version: string }).version);
    }
  });

  it("keeps explicit providers apart: each one's region and tags reach its own resources", async () => {
    const defaultTags = JSON.stringify({ tags: { Stack: "dev" } });
    const ireland = await connect({ region: "eu-west-1", defaultTags });
    const paris = await connect({ region: "eu-west-3" });
    for (const [engine, name] of [
      [ireland, "i"],
      [paris, "p"],
    ] as const) {
      await engine.create(TOPIC, name, await engine.check(TOPIC, name, {}));
    }
    assert.deepEqual(
      cloud.contents().map(({ region, outputs }) => [region, outputs.tagsAll]),
      [
        ["eu-west-1", { Stack: "dev" }],
        ["eu-west-3", {}],
      ],
    );
  });

  it("refuses a request of which it cannot tell the provider", async () => {
    const engine = await connect();
    await assert.rejects(engine.check(TOPIC, "t", {}), /cannot tell which provider the request .* is for/);
    assert.deepEqual(cloud.contents(), []);
  });

  it("previews a creation without creating", async () => {
    const engine = await connect({ region: "eu-west-1" });
    const inputs = await engine.check(TOPIC, "t", {});
    const response = await engine.create(TOPIC, "t", inputs, true);
    assert.equal(fromStruct(response.getProperties()).arn, UNKNOWN_WIRE);
    assert.deepEqual(cloud.contents(), []);
  });

  it("answers a detailed diff", async () => {
    const engine = await connect({ region: "eu-west-1" });
    const inputs = await engine.check(TOPIC, "t", {});
    const made = await engine.create(TOPIC, "t", inputs);
    const request = new proto.DiffRequest()
      .setUrn(urnOf(TOPIC, "t"))
      .setId(made.getId())
      .setOldInputs(toStruct(inputs))
      .setOlds(made.getProperties())
      .setNews(toStruct({ ...inputs, displayName: "d", fifoTopic: true }));
    const response = await ask<proto.DiffResponse>((reply) => engine.client.diff(request, reply));
    const { ADD, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
    assert.equal(response.getChanges(), proto.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(response.getReplacesList(), ["fifoTopic"]);
    assert.deepEqual(response.getDiffsList().sort(), ["displayName", "fifoTopic"]);
    assert.equal(response.getDetaileddiffMap().get("displayName")?.getKind(), ADD);
    assert.equal(response.getDetaileddiffMap().get("fifoTopic")?.getKind(), UPDATE_REPLACE);
  });

  it("packs a thing that exists into the error of an unanswered creation", async () => {
    const engine = await connect({ region: "eu-west-1" });
    cloud.controller.faults.inject([{ kind: "noAnswer" }]);
    const inputs = await engine.check(TOPIC, "t", {});
    const fault = await engine.create(TOPIC, "t", inputs).then(
      () => assert.fail("it succeeded"),
      (error: unknown) => error as grpc.ServiceError,
    );
    assert.equal(fault.code, grpc.status.UNKNOWN);
    const [packed] = fault.metadata.get("grpc-status-details-bin");
    const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
    assert.equal(any.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const detail = proto.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
    assert.equal(detail.getId(), cloud.contents()[0].id);
    assert.match(detail.getReasonsList()[0], /timeout while waiting/);
  });

  it("gives the same account after a crash, with secrets on disk for its owner alone", async () => {
    const engine = await connect({ region: "eu-west-1" });
    const secret = await engine.create(SECRET, "s", await engine.check(SECRET, "s", {}));
    const given = { secretId: secret.getId(), secretString: secretWire("geheim") };
    await engine.create(VERSION, "v", await engine.check(VERSION, "v", given));
    const before = cloud.contents();
    assert.equal(before.length, 2);
    assert.ok(!JSON.stringify(before).includes("geheim"));
    assert.equal(before[1].inputs.secretString, "[secret]");
    // The journal as a crash leaves it: nothing was closed.
    rmSync(join(home, "lock"));
    const again = CloudServer.open({ home });
    assert.deepEqual(again.contents(), before);
    assert.equal(statSync(join(home, "journal.jsonl")).mode & 0o777, 0o600);
    assert.equal(statSync(home).mode & 0o777, 0o700);
    await again.stop();
  });

  it("holds its folder against a second owner", () => {
    assert.throws(() => CloudServer.open({ home }), /in use by process/);
  });

  it("puts tags that somebody pushed into a repository", async () => {
    await cloud.pushTag("p/api", "v1");
    assert.ok(cloud.estate.account.hasPushed("v1", "p/api"));
  });
});
