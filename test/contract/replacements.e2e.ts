/** What the simulator says is replaced, and what it says is changed in place, against plans of the real provider. */
import assert from "node:assert/strict";
import { OTHERWISE } from "./replacementData";
import { verdicts, type Verdict, type Verdicts } from "./replaced";

describe("changes of single properties, planned by the real provider", () => {
  let all: Verdicts;
  before(async () => {
    all = await verdicts();
  });

  it("replace what the simulator replaces, and nothing else", () => {
    const wrong = all.verdicts.filter(
      (verdict) => verdict.errors.length === 0 && isReplacement(verdict) !== verdict.variant.replaces,
    );
    assert.deepEqual(wrong.filter((verdict) => !(keyOf(verdict) in OTHERWISE)).map(lineOf), []);
    assert.deepEqual(
      Object.keys(OTHERWISE).filter((key) => !wrong.some((verdict) => keyOf(verdict) === key)),
      [],
    );
  });

  it("replace because of the property that changed", () => {
    const others = all.verdicts.filter(
      (verdict) => isReplacement(verdict) && !verdict.replacing.includes(verdict.variant.argument),
    );
    assert.deepEqual(others.filter((verdict) => !(keyOf(verdict) in OTHERWISE)).map(lineOf), []);
  });

  it("are planned, and are changes", () => {
    const idle = all.verdicts.filter(
      ({ errors, actions }) => errors.length > 0 || /^(no-op)?$/.test(actions.join()),
    );
    assert.deepEqual(idle.map(lineOf), []);
    assert.ok(all.verdicts.length > 650, String(all.verdicts.length));
  });

  it("name the properties that the provider is too old for", () => {
    const lines = Object.entries(all.newer).flatMap(([type, properties]) =>
      properties.filter((property) => property !== "region").map((property) => `${type} ${property}`),
    );
    process.stderr.write(
      `not in 5.100, so untried (and "region", of all types):\n${lines.map((line) => `  ${line}\n`).join("")}`,
    );
    assert.ok(lines.includes("aws:lb/listenerRule:ListenerRule transforms"));
  });
});

function isReplacement({ actions }: Verdict): boolean {
  return actions.includes("delete") && actions.includes("create");
}

function keyOf({ variant }: Verdict): string {
  return `${variant.type} ${variant.change}`;
}

function lineOf(verdict: Verdict): string {
  const { variant, actions, replacing, errors } = verdict;
  const says = variant.replaces ? "replace" : "update";
  const told = errors.map(({ summary, detail }) =>
    `${summary} ${detail}`.replaceAll(/\s+/g, " ").slice(0, 160),
  );
  return `${keyOf(verdict)}: simulator ${says}, provider ${[...actions, ...replacing, ...told].join(" ")}`;
}
