import assert from "node:assert/strict";
import * as deserializer from "@pulumi/policy/deserialize";
import * as server from "@pulumi/policy/server";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import {
  holdsMarked,
  isMarked,
  listenForSecrets,
  markSecrets,
  secretPathsIn,
  secretPathsOf,
} from "../../../policies/lib/secretMarks";
import {
  computeEnvironmentSecrets,
  containerEnvironmentSecrets,
  plainTextSecrets,
  stackOutputSecrets,
  tagSecrets,
} from "../../../policies/secrets";
import type { Rule } from "../../../policies/rules";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Resource } from "../support";
import { PASSWORD_URL } from "./samples";

/** As the engine writes a secret. */
const secret = (value: JavaScriptValue): JavaScriptValue => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("marks of secrets", () => {
  it("are known for what was told, and unknown for the rest", () => {
    const props = { a: { b: 1 }, c: [1, 2] };
    assert.equal(secretPathsOf(props), undefined);
    assert.equal(isMarked(props, ["a"]), false);
    markSecrets(props, [["a", "b"], ["c"]]);
    assert.ok(isMarked(props, ["a", "b"]));
    assert.ok(isMarked(props, ["c", 1]));
    assert.ok(!isMarked(props, ["a"]));
    assert.ok(holdsMarked(props, ["a"]));
    assert.ok(!holdsMarked(props, ["a", "d"]));
    assert.ok(!holdsMarked(props, ["cc"]));
    assert.equal(secretPathsOf(undefined), undefined);
  });
  it("are found however deep", () => {
    const kept = {};
    const value = { a: kept, b: [1, { c: kept }], d: null, e: "x" };
    assert.deepEqual(
      secretPathsIn(value, (one) => one === kept),
      [["a"], ["b", 1, "c"]],
    );
  });
  it("are noted once for a message, however many rules see it, and anew for each remedy", () => {
    const made: object[] = [];
    const sdk = {
      deserializeProperties: (_: object, keepSecrets: boolean): object => {
        const properties = { keepSecrets };
        made.push(properties);
        return properties;
      },
    };
    listenForSecrets(sdk);
    const message = (): { toJavaScript: () => Record<string, JavaScriptValue> } => ({
      toJavaScript: () => ({ token: secret("x1y2") }),
    });
    const [one, other] = [message(), message()];
    const first = sdk.deserializeProperties(one, false);
    assert.deepEqual(secretPathsOf(first), [["token"]]);
    assert.equal(sdk.deserializeProperties(one, false), first);
    assert.notEqual(sdk.deserializeProperties(other, false), first);
    assert.notEqual(sdk.deserializeProperties(one, true), sdk.deserializeProperties(one, true));
    assert.equal(made.length, 4);
  });
  it("do without an SDK that is made otherwise", () => {
    listenForSecrets({});
  });
});

/** The SDK's own server functions, which the pack's process runs; the types leave them out. */
interface Server {
  readonly makeAnalyzeStackRpcFun: Handler;
  readonly makeAnalyzeRpcFun: Handler;
}
type Handler = (
  name: string,
  version: string,
  level: string,
  policies: readonly Rule[],
) => (
  call: { readonly request: unknown },
  answer: (error: Error | null, response?: messages.AnalyzeResponse) => void,
) => void;

describe("marks of secrets that the engine sends", () => {
  before(() => {
    listenForSecrets(deserializer);
  });

  const said = async (make: Handler, rule: Rule, request: unknown): Promise<string[]> => {
    const response = await new Promise<messages.AnalyzeResponse | undefined>((resolve, reject) => {
      make("pack", "1", "mandatory", [rule])({ request }, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
    return (response?.getDiagnosticsList() ?? []).map((one) => one.getMessage());
  };
  const { makeAnalyzeStackRpcFun, makeAnalyzeRpcFun } = server as unknown as Server;

  it("tell plain outputs from encrypted ones", async () => {
    const stack = new messages.AnalyzerResource();
    stack.setType("pulumi:pulumi:Stack");
    stack.setName("harena-dev");
    stack.setUrn("urn:pulumi:dev::harena::pulumi:pulumi:Stack::harena-dev");
    stack.setOptions(new messages.AnalyzerResourceOptions());
    stack.setProperties(
      Struct.fromJavaScript({
        kept: secret(PASSWORD_URL),
        keptWithin: { database: secret(PASSWORD_URL) },
        told: PASSWORD_URL,
        apiToken: "x1y2z3",
        keptUnknown: secret(UNKNOWN),
        url: "https://api.harena.com",
      }),
    );
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList([stack]);
    const found = await said(makeAnalyzeStackRpcFun, stackOutputSecrets, request);
    assert.equal(found.length, 2, found.join("\n"));
    const all = found.join("\n");
    assert.match(all, /the output told holds a URL with a password, and is not encrypted/);
    assert.match(all, /the output apiToken is a secret by its name/);
  });

  it("find a secret of the program in a container, though nothing else tells it", async () => {
    const request = new messages.AnalyzeRequest();
    request.setType("aws:ecs/taskDefinition:TaskDefinition");
    request.setName("app");
    request.setUrn("urn:pulumi:dev::harena::aws:ecs/taskDefinition:TaskDefinition::app");
    request.setOptions(new messages.AnalyzerResourceOptions());
    const definitions = '[{"name":"app","environment":[{"name":"GREETING","value":"kumquat"}]}]';
    for (const containerDefinitions of [definitions, UNKNOWN]) {
      request.setProperties(Struct.fromJavaScript({ containerDefinitions: secret(containerDefinitions) }));
      const found = await said(makeAnalyzeRpcFun, containerEnvironmentSecrets, request);
      assert.match(found[0], /the program itself marks as a secret/);
      assert.ok(!found.join().includes("kumquat"));
    }
  });
});

describe("what the program marks as a secret", () => {
  const lambda = (secrets: readonly (readonly string[])[]): Resource => ({
    type: "aws:lambda/function:Function",
    props: { environment: { variables: { A: "kumquat", B: "plum" } } },
    secrets,
  });
  it("is reported where it is in clear, by the entry or as a whole", async () => {
    await assertCompliant(computeEnvironmentSecrets, lambda([]));
    await assertViolations(computeEnvironmentSecrets, lambda([["environment", "variables", "B"]]), [
      'environment.variables "B" holds what the program itself marks as a secret',
    ]);
    for (const whole of [["environment", "variables"], ["environment"]]) {
      await assertViolations(computeEnvironmentSecrets, lambda([whole]), [
        "environment.variables holds what the program itself marks as a secret",
      ]);
    }
    await assertCompliant(computeEnvironmentSecrets, lambda([["vpcConfig"]]));
  });
  it("is reported in tags and in any other text", async () => {
    const topic = (secrets: readonly (readonly string[])[]): Resource => ({
      type: "aws:sns/topic:Topic",
      props: { displayName: "kumquat", tags: { Team: "plum" } },
      secrets,
    });
    await assertViolations(tagSecrets, topic([["tags", "Team"]]), ['tags "Team" holds what']);
    await assertViolations(plainTextSecrets, topic([["displayName"]]), ["displayName holds what"]);
    await assertCompliant(plainTextSecrets, topic([["tags", "Team"]]));
    await assertCompliant(tagSecrets, topic([["displayName"]]));
  });
});

describe("stack-output-secrets", () => {
  const stack = (outputs: object, secrets: readonly (readonly (string | number)[])[] = []): Resource => ({
    type: "pulumi:pulumi:Stack",
    name: "harena-dev",
    props: { ...outputs },
    secrets,
  });
  it("wants secrets encrypted, by name, value and source", async () => {
    await assertCompliant(stackOutputSecrets, [
      stack({
        url: "https://api.harena.com",
        secretArns: { database: "arn:aws:secretsmanager:eu-west-1:1:secret:x" },
        egressIps: ["52.1.2.3"],
        tokenUrl: "https://idp.example.com/token",
        count: 3,
      }),
    ]);
    for (const outputs of [
      { dbPassword: "hunter2" },
      { passwords: { search: "hunter2" } },
      { apiKeys: ["hunter2"] },
    ]) {
      await assertViolations(stackOutputSecrets, [stack(outputs)], ["is a secret by its name"]);
    }
    await assertViolations(
      stackOutputSecrets,
      [stack({ a: [{ b: PASSWORD_URL }] })],
      ["the output a[0].b holds a URL"],
    );
    await assertCompliant(stackOutputSecrets, [stack({ a: [{ b: PASSWORD_URL }] }, [["a"]])]);
    await assertCompliant(stackOutputSecrets, [stack({ a: [{ b: PASSWORD_URL }] }, [["a", 0, "b"]])]);
  });
  it("knows a value again that a resource keeps as a secret, from 8 signs on", async () => {
    const random = (result: string): Resource => ({
      type: "random:index/randomPassword:RandomPassword",
      name: "key",
      props: { result },
      secrets: [["result"]],
    });
    await assertViolations(
      stackOutputSecrets,
      [random("kumquats"), stack({ greeting: "hello kumquats!" })],
      ["the output greeting holds what key (random:index/randomPassword:RandomPassword) keeps as a secret"],
    );
    await assertCompliant(stackOutputSecrets, [random("kumquat"), stack({ greeting: "hello kumquat!" })]);
    await assertCompliant(stackOutputSecrets, [
      random("kumquats"),
      stack({ greeting: "kumquats" }, [["greeting"]]),
    ]);
  });
  it("decides what a preview knows, and says what it does not", async () => {
    const { messages: found, undecided } = await judge(stackOutputSecrets, [
      stack({ id: UNKNOWN, told: PASSWORD_URL }),
    ]);
    assert.equal(found.length, 1);
    assert.match(found[0], /the output told/);
    assert.match(undecided ?? "", /id/);
    await assertCompliant(stackOutputSecrets, [stack({ id: UNKNOWN }, [["id"]])]);
  });
});
