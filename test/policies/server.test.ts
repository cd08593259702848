/** The pack as the engine has it: started by Pulumi's own runner, asked over gRPC. */
import assert from "node:assert/strict";
import path from "node:path";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { rules } from "../../policies/rules";
import { answer, infoOf, startPack, type PackServer } from "./packServer";
import { UNKNOWN } from "./support";

const POLICIES = path.join(__dirname, "../../policies");
const { MANDATORY, ADVISORY, REMEDIATE } = messages.EnforcementLevel;

type Properties = Record<string, JavaScriptValue>;

/** How the engine writes a secret. */
const secret = (value: string): Properties => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::test::${type}::${name}`;

function analyzeRequest(type: string, name: string, props: Properties): messages.AnalyzeRequest {
  const request = new messages.AnalyzeRequest();
  request.setType(type);
  request.setName(name);
  request.setUrn(urnOf(type, name));
  request.setProperties(Struct.fromJavaScript(props));
  request.setOptions(new messages.AnalyzerResourceOptions());
  return request;
}

/** Of one rule: each diagnostic's level, URN and message. */
function told(response: messages.AnalyzeResponse, rule: string): [number, string, string][] {
  return response
    .getDiagnosticsList()
    .filter((one) => one.getPolicyname() === rule)
    .map((one) => [one.getEnforcementlevel(), one.getUrn(), one.getMessage()]);
}

describe("the pack's server", function () {
  this.timeout(120_000);
  let pack: PackServer;
  let client: analyzer.AnalyzerClient;

  before(async () => {
    pack = await startPack(POLICIES, path.join(POLICIES, "../node_modules"));
    ({ client } = pack);
  });

  after(() => {
    pack.stop();
  });

  it("serves every rule", async () => {
    const info = await infoOf(client);
    assert.equal(info.getName(), "harena");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => policy.getName()),
      ["exemptions", ...rules.map(({ name }) => name), "exemptions-unused"],
    );
  });

  it("reports violations beside what a preview does not know", async () => {
    const props = { build: { args: { FIRST: UNKNOWN, API_TOKEN: "x1y2" } } };
    const request = analyzeRequest("docker:index/image:Image", "image", props);
    const response = await answer<messages.AnalyzeResponse>((done) => client.analyze(request, done));
    const found = told(response, "docker-build-args-secrets");
    assert.deepEqual(
      found.map(([level]) => level),
      [MANDATORY, ADVISORY],
    );
    assert.match(found[0][2], /build\.args [^ ]*API_TOKEN[^ ]* is a secret by its name/);
    assert.match(found[1][2], /can't run policy/);
    assert.ok(!JSON.stringify(response.toObject()).includes("x1y2"));
  });

  it("decides by a component's word what is unknown at the resource", async () => {
    const [type, name] = ["aws:ecs/taskDefinition:TaskDefinition", "app-task"];
    const props = { family: "app", containerDefinitions: UNKNOWN };
    const rule = "container-environment-secrets";
    const first = await answer<messages.AnalyzeResponse>((done) =>
      client.analyze(analyzeRequest(type, name, props), done),
    );
    assert.deepEqual(told(first, rule), []);
    const environment = [
      { name: "BUCKET", value: "files" },
      { name: "API_TOKEN", value: "x1y2" },
    ];
    const containerDefinitions = [{ name: "app", image: UNKNOWN, environment }];
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList([
      stackResource("my:app:Service", "app", { documents: { [name]: { containerDefinitions } } }),
      stackResource(type, name, props, urnOf("my:app:Service", "app")),
    ]);
    const second = await answer<messages.AnalyzeResponse>((done) => client.analyzeStack(request, done));
    const found = told(second, rule);
    assert.deepEqual(
      found.map(([level, urn]) => [level, urn]),
      [[MANDATORY, urnOf(type, name)]],
    );
    assert.match(found[0][2], /environment variable [^ ]*API_TOKEN[^ ]* is a secret by its name/);
  });

  it("mends what it is let, and keeps secret what is, and unknown what is", async () => {
    const remedies = ["tags-required", "load-balancer-listener-https"];
    const configuration = new messages.ConfigureAnalyzerRequest();
    for (const name of remedies) {
      const config = new messages.PolicyConfig();
      config.setEnforcementlevel(REMEDIATE);
      config.setProperties(Struct.fromJavaScript({}));
      configuration.getPolicyconfigMap().set(name, config);
    }
    await answer<Empty>((done) => client.configure(configuration, done));
    const remedy = async (type: string, props: Properties): Promise<unknown[]> => {
      const request = analyzeRequest(type, "it", props);
      const response = await answer<messages.RemediateResponse>((done) => client.remediate(request, done));
      return response
        .getRemediationsList()
        .map((one) => [one.getPolicyname(), one.getProperties()?.toJavaScript(), one.getDiagnostic()]);
    };
    const database = { password: secret("x1y2"), subnet: UNKNOWN, tags: { Name: secret("db") } };
    assert.deepEqual(await remedy("aws:rds/instance:Instance", database), [
      ["tags-required", { ...database, tags: { ...database.tags, Project: "test", Stack: "dev" } }, ""],
    ]);
    const tags = { Project: "test", Stack: "dev" };
    const listener = { port: 443, protocol: "HTTPS", loadBalancerArn: UNKNOWN, tags };
    assert.deepEqual(await remedy("aws:lb/listener:Listener", listener), [
      ["load-balancer-listener-https", { ...listener, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }, ""],
    ]);
    assert.deepEqual(await remedy("aws:lb/listener:Listener", { ...listener, protocol: "TCP" }), []);
  });
});

function stackResource(
  type: string,
  name: string,
  props: Properties,
  parent = "",
): messages.AnalyzerResource {
  const resource = new messages.AnalyzerResource();
  resource.setType(type);
  resource.setName(name);
  resource.setUrn(urnOf(type, name));
  resource.setParent(parent);
  resource.setProperties(Struct.fromJavaScript(props));
  resource.setOptions(new messages.AnalyzerResourceOptions());
  return resource;
}
