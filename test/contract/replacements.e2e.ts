/** What the simulator says is replaced, and what it says is changed in place, against plans of the real provider. */
import assert from "node:assert/strict";
import { allModels } from "../../simulator/models";
import { listed } from "./counts";
import { NEWER, OTHERWISE, UNTRIED } from "./replacementData";
import { verdicts, type Verdict, type Verdicts } from "./replaced";
import { topOf } from "./variants";

/** Paths of the models' lists, `type path`. */
const DECLARED = allModels
  .filter(({ type }) => type.startsWith("aws:"))
  .flatMap(({ type, shape }) => shape.replaceOn.map((path) => ({ type, path, key: `${type} ${path}` })));

describe("changes of single properties, planned by the real provider", () => {
  let all: Verdicts;
  let tried: readonly Verdict[];
  before(async () => {
    all = await verdicts();
    tried = all.verdicts.filter((verdict) => !(keyOf(verdict) in UNTRIED));
  });

  it("replace what the simulator replaces, and nothing else", () => {
    const wrong = tried.filter((verdict) => verdict.errors.length === 0 && !agrees(verdict));
    assert.deepEqual(wrong.filter((verdict) => !(keyOf(verdict) in OTHERWISE)).map(lineOf), []);
    assert.deepEqual(
      Object.keys(OTHERWISE).filter((key) => !wrong.some((verdict) => keyOf(verdict) === key)),
      [],
    );
  });

  it("replace because of the property that changed", () => {
    const others = tried.filter(
      (verdict) => isReplacement(verdict) && !verdict.replacing.includes(verdict.variant.argument),
    );
    assert.deepEqual(others.filter((verdict) => !(keyOf(verdict) in OTHERWISE)).map(lineOf), []);
  });

  it("are planned, and are changes", () => {
    assert.deepEqual(tried.filter((verdict) => !isChange(verdict)).map(lineOf), []);
  });

  it("still cannot be shown alone where that is listed", () => {
    const shown = all.verdicts.filter((verdict) => isChange(verdict) && agrees(verdict)).map(keyOf);
    assert.deepEqual(
      Object.keys(UNTRIED).filter((key) => shown.includes(key)),
      [],
    );
  });

  it("include every replacement that a model lists, or say why not", () => {
    const shown = new Set(
      tried
        .filter(isReplacement)
        .flatMap(({ variant }) => variant.replacing.map((path) => `${variant.type} ${path}`)),
    );
    const otherwise = DECLARED.filter(({ key }) => !shown.has(key));
    const older = otherwise.filter(({ type, path }) => isNewer(all, type, path));
    const alone = otherwise.filter(({ key }) => key in UNTRIED || key in OTHERWISE);
    listed(
      `${DECLARED.length} properties of the models replace: ${DECLARED.length - otherwise.length} are planned so`,
      [],
    );
    listed(
      `${older.length} are not in 5.100: "region" of ${older.filter(({ path }) => path === "region").length} types, and`,
      older.filter(({ path }) => path !== "region").map(({ key }) => key),
    );
    listed(
      `${alone.length} cannot be shown alone or differ`,
      alone.map(({ key }) => `${key}: ${{ ...OTHERWISE, ...UNTRIED }[key] ?? ""}`),
    );
    assert.deepEqual(
      otherwise.filter((one) => !older.includes(one) && !alone.includes(one)).map(({ key }) => key),
      [],
    );
  });

  it("include a replacement by the conditions of each model that has some", () => {
    const conditional = allModels.filter(({ type, replaces }) => type.startsWith("aws:") && replaces);
    const shown = tried.filter((verdict) => verdict.variant.conditional && isReplacement(verdict));
    assert.deepEqual(
      conditional
        .map(({ type }) => type)
        .filter((type) => !shown.some(({ variant }) => variant.type === type)),
      [],
    );
    listed(`${conditional.length} models replace under conditions, too: all are planned so`, []);
  });

  it("name the properties that the provider is too old for", () => {
    const lines = Object.entries(all.newer).flatMap(([type, properties]) =>
      properties.filter((property) => property !== "region").map((property) => `${type} ${property}`),
    );
    listed('not in 5.100, so untried (and "region", of all types)', lines);
    assert.deepEqual([...new Set(lines)].sort(), [...NEWER].sort());
  });
});

function isNewer({ newer }: Verdicts, type: string, path: string): boolean {
  // A bucket's own region is not the argument: it only says where the bucket is.
  if (path === "region") return true;
  const unknown = newer[type] ?? [];
  return unknown.includes(path) || unknown.includes(topOf(path));
}

function isReplacement({ actions }: Verdict): boolean {
  return actions.includes("delete") && actions.includes("create");
}

function isChange({ errors, actions }: Verdict): boolean {
  return errors.length === 0 && !/^(no-op)?$/.test(actions.join());
}

function agrees(verdict: Verdict): boolean {
  return isReplacement(verdict) === verdict.variant.replacing.length > 0;
}

function keyOf({ variant }: Verdict): string {
  return `${variant.type} ${variant.change}`;
}

function lineOf(verdict: Verdict): string {
  const { variant, actions, replacing, errors } = verdict;
  const says = variant.replacing.length > 0 ? "replace" : "update";
  const told = errors.map(({ summary, detail }) =>
    `${summary} ${detail}`.replaceAll(/\s+/g, " ").slice(0, 160),
  );
  return `${keyOf(verdict)}: simulator ${says}, provider ${[...actions, ...replacing, ...told].join(" ")}`;
}
