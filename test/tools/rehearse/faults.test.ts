import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault, Operation, Thing } from "../../../simulator/cloud/client";
import { PROGRAM_DIR } from "../../../tools/plan/programDir";
import {
  disagreementsOf,
  leftText,
  LINGERING,
  survivors,
  wronglyLeft,
} from "../../../tools/rehearse/account";
import { canonical, unlike } from "../../../tools/rehearse/canonical";
import { planFaults, type Done } from "../../../tools/rehearse/faultPlan";
import { randomNumbers } from "../../../tools/rehearse/random";
import { brokenFaults } from "../../../tools/rehearse/rehearsal";
import type { Outcome, State, StateResource } from "../../../tools/rehearse/rehearsedStack";

const SERVICE = "aws:ecs/service:Service";
const TOPIC = "aws:sns/topic:Topic";
const urnOf = (name: string, type = TOPIC): string => `urn:pulumi:dev::p::${type}::${name}`;

function operation(op: Operation["operation"], type: string, name: string): Operation {
  return { urn: urnOf(name, type), type, operation: op, start: 0, end: 1, seconds: 1 };
}

const types = Array.from({ length: 30 }, (_, index) => `aws:a/b${index}:B${index}`);
const done: Done = {
  up: [
    ...types.map((type) => operation("create", type, "x")),
    operation("create", SERVICE, "s"),
    operation("create", "random:index/randomId:RandomId", "r"),
    operation("invoke", "aws:a/get:get", "g"),
  ],
  update: [...types.map((type) => operation("update", type, "x")), operation("update", SERVICE, "s")],
  destroy: types.map((type) => operation("delete", type, "x")),
};

describe("the sample of faults", () => {
  const all = (count: number, seed = 1): [string, Fault][] =>
    planFaults(done, count, seed).flatMap((life) => Object.entries(life));

  it("is the same for the same seed, and another for another", () => {
    assert.deepEqual(all(27), all(27));
    assert.notDeepEqual(all(27), all(27, 2));
  });

  it("has as many as were asked for, in every phase and of every kind that is possible there", () => {
    const faults = all(54).filter(([phase, { kind }]) => phase !== "update" || kind !== "quota");
    for (const phase of ["up", "update", "destroy"]) {
      const kinds = new Set(faults.filter(([at]) => at === phase).map(([, { kind }]) => kind));
      const wanted = { up: 6, update: 5, destroy: 4 }[phase];
      assert.equal(kinds.size, wanted, phase);
    }
    assert.equal(all(54).filter(([phase]) => phase === "up").length, 18);
  });

  it("tries a type again only when all others had their turn", () => {
    const hit = all(54).filter(([phase, { kind }]) => phase === "destroy" && kind !== "rollback");
    assert.equal(new Set(hit.map(([, { type }]) => type)).size, hit.length);
  });

  it("rolls back services alone, and lets nothing fail that no cloud does", () => {
    for (const [, { kind, type = "" }] of all(54)) {
      assert.equal(kind === "rollback" && type !== SERVICE, false);
      assert.match(type, /^(aws|docker):/);
    }
  });

  it("is drawn from numbers of [0, 1)", () => {
    const random = randomNumbers(7);
    const drawn = Array.from({ length: 1000 }, random);
    assert.ok(drawn.every((number) => number >= 0 && number < 1));
    assert.ok(Math.abs(drawn.reduce((sum, number) => sum + number, 0) / 1000 - 0.5) < 0.05);
  });
});

function thing(name: string, changes: Partial<Thing> = {}): Thing {
  const urn = urnOf(name);
  const outputs = { arn: `arn:aws:sns:eu-west-1:1:${name}-1a2b3c4` };
  return { urn, key: urn, type: TOPIC, id: outputs.arn, region: "r", inputs: {}, outputs, ...changes };
}

function resource(name: string, changes: Partial<StateResource> = {}): StateResource {
  const { id, outputs } = thing(name);
  return { urn: urnOf(name), type: TOPIC, custom: true, id, inputs: {}, outputs, ...changes };
}

const state = (...resources: StateResource[]): State => ({ resources, pending: [] });

describe("the canonical form of a stack", () => {
  const life = (suffix: string, more: readonly Thing[] = []) => {
    const arn = `arn:aws:sns:eu-west-1:1:t-${suffix}`;
    const topic = { id: arn, inputs: { name: `t-${suffix}` }, outputs: { arn, name: `t-${suffix}` } };
    const policy = { inputs: { policy: `{"Resource":"${arn}"}` } };
    return canonical(state(resource("t", topic), resource("p", policy)), [
      thing("t", topic),
      thing("p", policy),
      ...more,
    ]);
  };

  it("is the same whatever ids and automatic names were generated", () => {
    assert.deepEqual(unlike(life("0a1b2c3"), life("9f8e7d6")), []);
    assert.match(life("0a1b2c3").account[0] ?? "", /aws:sns\/topic:Topic::t\.id\}/);
  });

  it("is the same for ids of nothing but letters, and differs in words", () => {
    const site = (id: string, status: string) =>
      canonical(state(), [
        thing("access", { id, outputs: { domain: `${id.toLowerCase()}.cloudfront.net`, status } }),
        thing("site", { inputs: { access: id, origin: `${id.toLowerCase()}.cloudfront.net`, status } }),
      ]);
    assert.deepEqual(unlike(site("ETXYQQSCZPVRPO", "InProgress"), site("E1ABC2DEF3GHIJ", "InProgress")), []);
    assert.equal(unlike(site("E1", "InProgress"), site("E1", "Deployed")).length, 2);
  });

  it("differs when something is there twice, or not at all", () => {
    const twice = life("0a1b2c3", [thing("t", { inputs: { name: "t-0a1b2c3" } })]);
    assert.equal(unlike(twice, life("0a1b2c3")).length, 1);
    assert.equal(unlike(canonical(state(), []), life("0a1b2c3")).length, 4);
  });

  it("differs when a value that somebody chose does, or when something waits to be deleted", () => {
    const chosen = (name: string) => canonical(state(), [thing("t", { inputs: { displayName: name } })]);
    assert.equal(unlike(chosen("one"), chosen("two")).length, 2);
    const waiting = canonical(state(resource("t", { delete: true })), []);
    assert.equal(unlike(waiting, canonical(state(resource("t")), [])).length, 2);
  });

  it("takes ciphertexts of one secret for the same", () => {
    const secret = (ciphertext: string) =>
      canonical(state(resource("t", { inputs: { value: { ciphertext } } })), []);
    assert.deepEqual(unlike(secret("abc"), secret("def")), []);
  });
});

describe("the account beside the state", () => {
  const asset = thing("asset", {
    type: "aws:s3/bucketObjectv2:BucketObjectv2",
    inputs: { cacheControl: "public, max-age=31536000, immutable" },
  });

  it("agrees, but for files that a site keeps", () => {
    assert.deepEqual(disagreementsOf(state(resource("t")), [thing("t"), asset]), []);
  });

  it("does not agree with what is missing, unknown or undecided", () => {
    assert.equal(disagreementsOf(state(resource("t")), []).length, 1);
    assert.equal(disagreementsOf(state(), [thing("t")]).length, 1);
    const pending = [{ type: "creating", resource: resource("t") }];
    assert.deepEqual(disagreementsOf({ resources: [], pending }, []), [
      "sns.Topic t: the engine does not know how its creating ended",
    ]);
  });

  it("may be ahead with what was to be deleted", () => {
    assert.deepEqual(disagreementsOf(state(resource("t", { delete: true })), []), []);
  });

  it("holds nothing of a stack that was destroyed, but what Pulumi never made", () => {
    assert.deepEqual(survivors(state(), [thing("zone", { urn: "urn:existing::zone" })]), []);
    assert.deepEqual(survivors(state(resource("t")), [asset]), [
      "still in the state: sns.Topic t",
      `still in the account: sns.Topic asset (${asset.id})`,
    ]);
  });
});

describe("what AWS keeps of a destroyed stack", () => {
  const secret = (name: string, recoveryWindowInDays: number): StateResource =>
    resource(name, {
      type: "aws:secretsmanager/secret:Secret",
      inputs: { recoveryWindowInDays },
      outputs: { name },
    });
  const scheduled = (name: string) => ({
    topic: "secrets scheduled for deletion",
    key: `eu-west-1|${name}`,
  });
  const revisions = { topic: "task definition revisions", key: "harena-dev-api" };

  it("is told of in the runbook, and nothing else is kept", () => {
    const before = state(secret("a", 30), secret("b", 0));
    assert.deepEqual(wronglyLeft(before, [scheduled("a"), revisions]), []);
    assert.deepEqual(wronglyLeft(state(), [{ topic: "image tags", key: "x:1" }]), [
      "left in the account: image tags: x:1",
    ]);
    const runbook = readFileSync(join(PROGRAM_DIR, "docs", "runbook.md"), "utf8");
    const [, told = ""] = runbook.split("What outlives the stack");
    for (const word of ["secrets", "task definitions"]) assert.ok(told.includes(word), word);
    assert.equal(Object.keys(LINGERING).length, 2);
  });

  it("is a secret where it has a recovery window, and no other", () => {
    assert.deepEqual(wronglyLeft(state(secret("a", 30)), []), [
      "gone for good, in spite of its recovery window: a",
    ]);
    assert.deepEqual(wronglyLeft(state(secret("b", 0)), [scheduled("b")]), [
      "in a recovery window that it should not have: eu-west-1|b",
    ]);
  });

  it("is counted", () => {
    assert.deepEqual(leftText([scheduled("a"), scheduled("b"), revisions]), [
      "2 secrets in their recovery window",
      "1 inactive task definitions",
    ]);
    assert.deepEqual(leftText([]), []);
  });
});

describe("an operation that failed on purpose", () => {
  const fault = { kind: "throttle", type: TOPIC } as const;
  const fired = [{ fault, urn: urnOf("t"), operation: "create" }] as const;
  const outcome = (succeeded: boolean, ...errors: string[]) => ({ succeeded, errors }) as unknown as Outcome;

  it("is in order when its error names the resource, by whichever of its names", () => {
    assert.deepEqual(brokenFaults(outcome(false, "sns.Topic t: throttled"), fault, fired, state()), []);
    const named = state({ ...resource("t"), urn: urnOf("topic-service"), outputs: { name: "topic" } });
    const other = [{ ...fired[0], urn: urnOf("topic-service") }];
    assert.deepEqual(brokenFaults(outcome(false, "deployment of topic was undone"), fault, other, named), []);
  });

  it("is not when nothing failed, or nobody was told what", () => {
    assert.match(brokenFaults(outcome(false), fault, [], state()).join(), /nothing failed/);
    assert.match(
      brokenFaults(outcome(true), fault, fired, state()).join(),
      /it succeeded, in spite of throttle/,
    );
    const named = [{ ...fired[0], urn: urnOf("zebra") }];
    assert.match(
      brokenFaults(outcome(false, "oops"), fault, named, state()).join(),
      /does not name zebra:\noops/,
    );
  });
});
