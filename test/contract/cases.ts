/** The cases of the simulator's own tests, for other judges: compliant inputs of each type, and what breaks each rule. */
import { createRequire } from "node:module";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Props, Rule } from "../../simulator/model";
import { rulesOf, settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { shortType } from "../../simulator/shapeRules";
import * as support from "../simulator/support";

export interface TypeCases extends support.RuleCases {
  readonly type: string;
}

type Register = (name: string, body?: () => void) => void;
type Globals = Record<
  "describe" | "it" | "before" | "after" | "beforeEach" | "afterEach",
  Register | undefined
>;

const load = createRequire(__filename);
const SIMULATOR_TESTS = join(__dirname, "..", "simulator");

let collected: readonly TypeCases[] | undefined;

/** Reads the test files without registering their tests. */
export function allCases(): readonly TypeCases[] {
  return (collected ??= collect());
}

function collect(): readonly TypeCases[] {
  const cases: TypeCases[] = [];
  const file = load.resolve("../simulator/support");
  const cached = load.cache[file];
  if (!cached) throw new Error("the harness of the simulator's tests is not where it was loaded from");
  const real: unknown = cached.exports;
  cached.exports = {
    ...support,
    describeRules: (type: string, ofType: support.RuleCases) => cases.push({ type, ...ofType }),
    coversEveryRule: () => undefined,
  };
  const restore = withoutMocha();
  try {
    for (const test of testFiles()) load(test);
  } finally {
    restore();
    cached.exports = real;
    forget(file);
  }
  return cases;
}

/** Nothing that the files register becomes a test of the run that reads them. */
function withoutMocha(): () => void {
  const globals = globalThis as unknown as Globals;
  const names = ["describe", "it", "before", "after", "beforeEach", "afterEach"] as const;
  const kept = names.map((name) => [name, globals[name]] as const);
  for (const name of names) {
    // The body of a `describe` may call `describeRules`.
    globals[name] = name === "describe" ? (_name, body) => body?.() : () => undefined;
  }
  return () => {
    for (const [name, real] of kept) globals[name] = real;
  };
}

/** The files themselves may be tests of the same run. */
function forget(harness: string): void {
  const files = Object.keys(load.cache).filter(
    (file) => file.startsWith(SIMULATOR_TESTS) && file !== harness,
  );
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to unload a module
  for (const file of files) delete load.cache[file];
}

function testFiles(): string[] {
  return readdirSync(SIMULATOR_TESTS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(SIMULATOR_TESTS, name));
}

/** One resource to try on the provider. */
export interface Trial {
  readonly type: string;
  /** `compliant`, the words of an accepted change, or the rule that it breaks. */
  readonly what: string;
  readonly rule?: Rule;
  /** What the account holds beside the resource. */
  readonly world: support.World;
  readonly given: Props;
  /** With the provider's defaults and the automatic name. */
  readonly settled: Props;
}

/** Everything of the types that a provider of AWS is asked about, compliant resources first. */
export function trialsOf(cases: readonly TypeCases[]): readonly Trial[] {
  return cases.flatMap((ofType) => {
    if (!ofType.type.startsWith("aws:")) return [];
    const rules = new Map(rulesOf(findModel(ofType.type)).map((rule) => [rule.id, rule]));
    const breaks = Object.entries(ofType.breaks).flatMap(([suffix, changes]) => {
      const rule = rules.get(`${shortType(ofType.type)}:${suffix}`);
      const list = Array.isArray(changes) ? (changes as support.Change[]) : [changes as support.Change];
      return rule ? list.map((change) => trial(ofType, rule.id, change, rule)) : [];
    });
    const accepts = Object.entries(ofType.accepts ?? {}).map(([words, change]) =>
      trial(ofType, words, change),
    );
    return [trial(ofType, "compliant"), ...accepts, ...breaks];
  });
}

function trial({ type, compliant }: TypeCases, what: string, change?: support.Change, rule?: Rule): Trial {
  const world = new support.World();
  const given = structuredClone(compliant(world));
  if (rule && (rule.when === "update" || rule.when === "delete"))
    world.addSubject(type, structuredClone(given));
  if (typeof change === "function") (change as (inputs: Props, world: support.World) => void)(given, world);
  else if (change) for (const [path, value] of Object.entries(change)) support.setPath(given, path, value);
  const place = {
    urn: `urn:pulumi:test::harena::${type}::subject`,
    name: "subject",
    accountId: world.account.id,
    region: "eu-west-1",
    partition: "aws",
    defaultTags: {},
  };
  return { type, what, ...(rule && { rule }), world, given, settled: settle(findModel(type), given, place) };
}
