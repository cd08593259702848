import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import * as containers from "../../policies/containers";
import * as https from "../../policies/https";
import * as identity from "../../policies/identity";
import * as network from "../../policies/network";
import * as operations from "../../policies/operations";
import { packOf } from "../../policies/pack";
import { rules, type Rule } from "../../policies/rules";
import * as secrets from "../../policies/secrets";
import * as storage from "../../policies/storage";
import { readmeText } from "../../tools/policies/cli";
import { settingsOf } from "../../tools/policies/settings";
import type { ExampleResource } from "../../policies/lib/rule";
import { asResources, judge, UNKNOWN } from "./support";

const POLICIES = path.join(__dirname, "../../policies");

describe("the policy pack", () => {
  it("lists every rule that its topics export, once", () => {
    const topics = [https, secrets, network, identity, storage, containers, operations];
    const exported = topics.flatMap((topic) =>
      Object.values<Rule | readonly Rule[]>(topic).filter((one): one is Rule => "name" in one),
    );
    assert.deepEqual(new Set(rules), new Set(exported));
    assert.equal(rules.length, exported.length);
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
  });

  for (const rule of rules) {
    it(`describes ${rule.name}`, () => {
      assert.match(rule.name, /^[a-z]+(-[a-z]+)+$/);
      assert.match(rule.description, /^[A-Z].*\.$/);
      assert.match(rule.enforcementLevel ?? "", /^(?:mandatory|advisory)$/);
      assert.ok(rule.severity);
      assert.match(rule.why, /^[A-Z].*\.$/);
      assert.ok(rule.remediationSteps);
      assert.match(rule.url ?? "", /^https:\/\//);
      assert.ok(rule.tags?.length);
    });
  }

  for (const rule of rules) {
    it(`judges the examples of ${rule.name} as it says`, async () => {
      const { fails, passes } = rule.examples;
      const each = async (example: readonly ExampleResource[]): Promise<string[][]> => {
        const resources = asResources(example);
        const subjects = "validateStack" in rule ? [resources] : resources;
        return Promise.all(subjects.map(async (subject) => [...(await judge(rule, subject)).messages]));
      };
      assert.notDeepEqual((await each(fails)).flat(), []);
      assert.deepEqual((await each(passes)).flat(), []);
    });
  }

  it("has a README that says what the rules say", async () => {
    const text = await readmeText();
    assert.ok(text === readFileSync(path.join(POLICIES, "README.md"), "utf8"), "npm run policies -- readme");
    for (const { name } of packOf(rules).rules) assert.ok(text.includes(`\n### ${name}\n`), name);
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "") as Record<string, unknown>;
    assert.doesNotThrow(() => settingsOf(packOf(rules).rules, example));
  });

  it("depends on the releases that the project uses", () => {
    const manifest = (folder: string): Record<string, Record<string, string>> =>
      JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
        string,
        Record<string, string>
      >;
    const root = manifest(path.join(POLICIES, ".."));
    for (const [name, version] of Object.entries(manifest(POLICIES).dependencies)) {
      assert.equal(version, { ...root.dependencies, ...root.devDependencies }[name], name);
    }
  });
});

describe("the pack's server", function () {
  this.timeout(120_000);
  let server: ChildProcess;
  let client: analyzer.AnalyzerClient;

  before(async () => {
    // As the engine starts it: the pack's folder is the working directory.
    const run = path.join(POLICIES, "../node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    server = spawn(process.execPath, [run, "127.0.0.1:1", "."], {
      cwd: POLICIES,
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(server.stdout);
    const exit = once(server, "exit").then(([code]) =>
      Promise.reject(new Error(`the server ended with ${String(code)}`)),
    );
    const [port] = (await Promise.race([once(server.stdout, "data"), exit])) as [Buffer];
    exit.catch(() => undefined);
    client = new analyzer.AnalyzerClient(
      `127.0.0.1:${port.toString().trim()}`,
      grpc.credentials.createInsecure(),
    );
  });

  after(() => {
    client.close();
    server.kill();
  });

  it("serves every rule", async () => {
    const info = await new Promise<messages.AnalyzerInfo>((resolve, reject) => {
      client.getAnalyzerInfo(new Empty(), (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
    assert.equal(info.getName(), "harena");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => policy.getName()),
      ["exemptions", ...rules.map(({ name }) => name), "exemptions-unused"],
    );
  });

  it("reports violations beside what a preview does not know", async () => {
    const request = new messages.AnalyzeRequest();
    request.setType("docker:index/image:Image");
    request.setName("image");
    request.setUrn("urn:pulumi:dev::test::docker:index/image:Image::image");
    const props: Record<string, JavaScriptValue> = { build: { args: { FIRST: UNKNOWN, API_TOKEN: "x1y2" } } };
    request.setProperties(Struct.fromJavaScript(props));
    request.setOptions(new messages.AnalyzerResourceOptions());
    const response = await new Promise<messages.AnalyzeResponse>((resolve, reject) => {
      client.analyze(request, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
    const { MANDATORY, ADVISORY } = messages.EnforcementLevel;
    const found = response
      .getDiagnosticsList()
      .filter((one) => one.getPolicyname() === "docker-build-args-secrets");
    assert.deepEqual(
      found.map((one) => [one.getPolicyname(), one.getEnforcementlevel()]),
      [
        ["docker-build-args-secrets", MANDATORY],
        ["docker-build-args-secrets", ADVISORY],
      ],
    );
    const text = JSON.stringify(response.toObject());
    assert.match(text, /build\.args [^ ]*API_TOKEN[^ ]* is a secret by its name/);
    assert.ok(!text.includes("x1y2"));
  });
});
