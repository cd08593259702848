import assert from "node:assert/strict";
import type { automation } from "@pulumi/pulumi";
import { EventLog, nameOf, plainText, typeOf } from "../../../tools/rehearse/changes";
import { changeText, differences, expectationText, tally } from "../../../tools/rehearse/expectation";
import { keepsData, keepsDataBut } from "../../../tools/rehearse/keeps";

type EngineEvent = automation.EngineEvent;

const urnOf = (name: string, type = "aws:ecs/service:Service"): string =>
  `urn:pulumi:dev::p::${type}::${name}`;

function step(
  event: "resourcePreEvent" | "resOutputsEvent",
  op: string,
  name: string,
  { custom = true, type = "aws:ecs/service:Service", diffs = [] as string[] } = {},
): EngineEvent {
  const urn = urnOf(name, type);
  const state = { type, urn, custom, id: "", parent: "", inputs: {}, outputs: {}, provider: "" };
  const metadata = { op, urn, type, old: state, new: state, provider: "", diffs };
  return { sequence: 0, timestamp: 0, [event]: { metadata } };
}

function logOf(events: readonly EngineEvent[], preview = false): EventLog {
  const log = new EventLog(preview);
  for (const event of events) log.add(event);
  return log;
}

describe("the log of an operation", () => {
  it("tells what was created, updated and deleted, and why", () => {
    const log = logOf([
      step("resourcePreEvent", "create", "a"),
      step("resOutputsEvent", "create", "a"),
      step("resOutputsEvent", "update", "b", { diffs: ["taskDefinition"] }),
      step("resOutputsEvent", "delete", "c"),
      step("resOutputsEvent", "same", "d"),
    ]);
    assert.deepEqual(
      log.changes.map(({ kind, name, because }) => [kind, name, because]),
      [
        ["created", "a", []],
        ["updated", "b", ["taskDefinition"]],
        ["deleted", "c", []],
      ],
    );
    assert.equal(log.ended, 4);
    assert.deepEqual(tally(log.changes), { created: 1, updated: 1, replaced: 0, deleted: 1 });
  });

  it("takes the parts of a replacement for one, whichever comes first", () => {
    for (const ops of [
      ["create-replacement", "replace", "delete-replaced"],
      ["delete-replaced", "replace", "create-replacement"],
      ["delete-replaced", "create"],
    ]) {
      const log = logOf(ops.map((op) => step("resOutputsEvent", op, "a")));
      assert.deepEqual(
        log.changes.map(({ kind }) => kind),
        ["replaced"],
      );
    }
  });

  it("leaves out components, providers and the stack", () => {
    const log = logOf([
      step("resOutputsEvent", "create", "component", { custom: false }),
      step("resOutputsEvent", "create", "provider", { type: "pulumi:providers:aws" }),
      step("resOutputsEvent", "update", "stack", { type: "pulumi:pulumi:Stack" }),
    ]);
    assert.deepEqual(log.changes, []);
  });

  it("goes by what is planned in a preview, and by what has ended otherwise", () => {
    const events = [step("resourcePreEvent", "create", "a")];
    assert.equal(logOf(events, true).changes.length, 1);
    assert.equal(logOf(events).changes.length, 0);
  });

  it("knows what had ended before what began", () => {
    const log = logOf([
      step("resourcePreEvent", "create", "a"),
      step("resOutputsEvent", "create", "a"),
      step("resourcePreEvent", "update", "b"),
      step("resOutputsEvent", "update", "b"),
    ]);
    assert.equal(log.endedBefore(urnOf("a"), urnOf("b")), true);
    assert.equal(log.endedBefore(urnOf("b"), urnOf("a")), false);
    assert.equal(log.endedBefore(urnOf("a"), urnOf("never")), false);
  });

  it("keeps what is said, without colours, and what policies object to", () => {
    const diagnostic = { prefix: "", color: "raw", severity: "error" as const };
    const log = logOf([
      {
        sequence: 0,
        timestamp: 0,
        diagnosticEvent: { ...diagnostic, message: "<{%fg 1%}>no<{%reset%}>\n", urn: urnOf("a") },
      },
      {
        sequence: 0,
        timestamp: 0,
        diagnosticEvent: { ...diagnostic, message: "soon gone", ephemeral: true },
      },
      {
        sequence: 0,
        timestamp: 0,
        policyEvent: {
          resourceUrn: urnOf("a"),
          message: "is open",
          color: "never",
          policyName: "closed",
          policyPackName: "harena",
          policyPackVersion: "1",
          policyPackVersionTag: "1",
          enforcementLevel: "mandatory",
        },
      },
    ]);
    assert.deepEqual(log.diagnostics, [{ severity: "error", message: "no", urn: urnOf("a") }]);
    assert.deepEqual(log.violations, ["[mandatory] closed: a: is open"]);
  });

  it("reads names and types off URNs", () => {
    const urn = "urn:pulumi:dev::p::harena:a:B$aws:s3/bucketObjectv2:BucketObjectv2::frontend-a::b";
    assert.equal(nameOf(urn), "frontend-a::b");
    assert.equal(typeOf(urn), "aws:s3/bucketObjectv2:BucketObjectv2");
    assert.equal(plainText("<{%bold%}>x<{%reset%}>"), "x");
  });
});

describe("what a step may change", () => {
  const change = (
    kind: "created" | "updated" | "replaced" | "deleted",
    name: string,
    type = "aws:ec2/eip:Eip",
  ) => ({ kind, name, type, urn: urnOf(name, type), because: [] }) as const;

  it("is exactly what was expected", () => {
    const expected = {
      kind: "exactly",
      changes: [
        { kind: ["updated", "replaced"], name: "a" },
        { kind: "created", name: /^b-/ },
        { kind: "deleted", name: "maybe", optional: true },
      ],
    } as const;
    assert.deepEqual(
      differences(expected, [change("replaced", "a"), change("created", "b-1"), change("created", "b-2")]),
      [],
    );
    assert.deepEqual(differences(expected, [change("deleted", "a"), change("created", "b-1")]), [
      "missing: anything a updated or replaced",
      "not expected: ec2.Eip a deleted",
    ]);
    assert.equal(expectationText(expected), "exactly 3 changes");
  });

  it("is told apart by type", () => {
    const expected = {
      kind: "exactly",
      changes: [{ kind: "created", name: "a", type: "aws:ec2/vpc:Vpc" }],
    } as const;
    assert.deepEqual(differences(expected, [change("created", "a")]), [
      "missing: ec2.Vpc a created",
      "not expected: ec2.Eip a created",
    ]);
  });

  it("is of certain kinds alone, and not nothing", () => {
    assert.deepEqual(differences({ kind: "only", kinds: ["created"] }, [change("created", "a")]), []);
    assert.deepEqual(differences({ kind: "only", kinds: ["created"] }, []), ["missing: anything created"]);
    assert.deepEqual(differences({ kind: "only", kinds: [] }, []), []);
    assert.deepEqual(differences({ kind: "only", kinds: [] }, [change("updated", "a")]), [
      "not expected: ec2.Eip a updated",
    ]);
  });

  it("is nothing that holds data or an address, at another sizing", () => {
    assert.deepEqual(differences(keepsData, [change("created", "a"), change("updated", "a")]), []);
    assert.deepEqual(differences(keepsData, [change("replaced", "a"), change("deleted", "b")]), [
      "must stay: ec2.Eip a replaced",
      "must stay: ec2.Eip b deleted",
    ]);
  });

  it("may be what the sizing before had made, on the way back", () => {
    const made = [change("created", "egress.2")];
    assert.deepEqual(differences(keepsDataBut(made), [change("deleted", "egress.2")]), []);
    assert.equal(differences(keepsDataBut(made), [change("replaced", "egress.2")]).length, 1);
    assert.equal(differences(keepsDataBut(made), [change("deleted", "egressX2")]).length, 1);
    assert.equal(differences(keepsDataBut("prod's own"), [change("deleted", "network-egress-2")]).length, 0);
    assert.equal(differences(keepsDataBut("prod's own"), [change("deleted", "network-egress-1")]).length, 1);
  });

  it("is told with its reason", () => {
    const because = ["image"];
    assert.equal(changeText({ ...change("updated", "a"), because }), "ec2.Eip a updated (image)");
    assert.equal(changeText({ ...change("created", "a"), because }), "ec2.Eip a created");
  });
});
