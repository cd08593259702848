/**
 * The harness for rules of resource models. A test file of an area holds one `describeRules` a type:
 *
 *     describeRules("aws:lb/targetGroup:TargetGroup", {
 *       // Inputs that nothing refuses; what they point at is put into the world first.
 *       compliant: (world) => ({ port: 80, protocol: "HTTP", vpcId: world.add("aws:ec2/vpc:Vpc").id }),
 *       // Rule id without the type's prefix -> what breaks that rule and no other (several: a list).
 *       breaks: {
 *         "range:port": { port: 0 }, // path -> value; undefined removes the property
 *         duplicate: (inputs, world) => void world.add("aws:lb/targetGroup:TargetGroup", inputs),
 *       },
 *       // Changes that stay fine: the far side of each boundary.
 *       accepts: { "the highest port": { port: 65535 } },
 *     });
 *
 * Rules of the times `update` and `delete` are tried against a resource that exists with the compliant
 * inputs. `coverage.test.ts` of the area calls `coversEveryRule(computeModels)`.
 */
import assert from "node:assert/strict";
import { Account, type Existing } from "../../simulator/account";
import { put, remove } from "../../simulator/lifecycle";
import type { Place, Props, RefusalTime, ResourceModel, Rule } from "../../simulator/model";
import { refusalsOf, rulesOf, settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { shortType } from "../../simulator/shapeRules";

/** A change of inputs: an object of paths with their new values, or a function. */
export type Change = object | ((inputs: Props, world: World) => void);

export interface RuleCases {
  readonly compliant: (world: World) => Props;
  readonly breaks: Readonly<Record<string, Change | readonly Change[]>>;
  readonly accepts?: Readonly<Record<string, Change>>;
  /** The same for an update and a delete of what exists with the compliant inputs. */
  readonly allows?: Readonly<Partial<Record<"update" | "delete", Readonly<Record<string, Change>>>>>;
}

/** The account that a case runs in. */
export class World {
  readonly account = new Account();
  private count = 0;

  /** Makes a resource exist, unchecked; `outputs` replace what its model computes. */
  add(type: string, inputs: Props = {}, outputs: Props = {}, region = "eu-west-1"): Existing {
    const name = `existing-${++this.count}`;
    return this.put(placeOf(type, name, region), type, inputs, outputs);
  }

  /** The resource of the case itself, for rules about updates and deletes. */
  addSubject(type: string, inputs: Props): Existing {
    return this.put(placeOf(type, "subject"), type, inputs, {});
  }

  /** Deletes a thing, unchecked. */
  delete(existing: Existing): void {
    remove(findModel(existing.type), placeOf(existing.type, "", existing.region), this.account, existing);
  }

  private put(place: Place, type: string, inputs: Props, outputs: Props): Existing {
    const model = findModel(type);
    const settled = settle(model, inputs, place);
    const created = model.create(settled, place, this.account);
    const existing: Existing = {
      urn: place.urn,
      type,
      id: typeof outputs.id === "string" ? outputs.id : created.id,
      region: place.region,
      inputs: settled,
      outputs: { ...settled, ...created.outputs, ...outputs },
    };
    put(model, place, this.account, existing);
    return existing;
  }
}

const covered = new Set<string>();

/** Registers the tests of one type's rules. */
export function describeRules(type: string, cases: RuleCases): void {
  describe(`rules of ${shortType(type)}`, () => {
    it("refuse nothing of a compliant resource", () => {
      for (const time of ["create", "update", "delete"] as const)
        assert.deepEqual(judge(type, cases, time), []);
    });
    for (const [suffix, changes] of Object.entries(cases.breaks)) {
      const id = `${shortType(type)}:${suffix}`;
      covered.add(id);
      it(`${id} refuses what breaks it`, () => {
        const list = Array.isArray(changes) ? (changes as Change[]) : [changes as Change];
        const tries = momentsOf(ruleOf(type, id)).flatMap((moment) =>
          list.map((change) => ({ moment, change })),
        );
        for (const { moment, change } of tries) {
          // A change may be one of those that AWS forbids, too: those have cases of their own.
          const refusals = judge(type, cases, moment, change).filter(
            ({ rule }) => rule === id || ruleOf(type, rule).when !== "update",
          );
          assert.deepEqual(
            refusals.map((refusal) => refusal.rule),
            [id],
            refusals.map((refusal) => `${refusal.rule}: ${refusal.reason}`).join("\n"),
          );
          assert.doesNotMatch(refusals[0]?.reason ?? "", /^$|undefined|\[object|NaN/);
        }
      });
    }
    for (const [words, change] of Object.entries(cases.accepts ?? {})) {
      it(`accept ${words}`, () => {
        assert.deepEqual(judge(type, cases, "create", change), []);
      });
    }
    for (const moment of ["update", "delete"] as const) {
      for (const [words, change] of Object.entries(cases.allows?.[moment] ?? {})) {
        it(`allow ${moment === "update" ? "an update to" : "a delete with"} ${words}`, () => {
          assert.deepEqual(judge(type, cases, moment, change), []);
        });
      }
    }
  });
}

/** Registers the test that every rule of the models has a case that breaks it. */
export function coversEveryRule(models: readonly ResourceModel[]): void {
  const rules = models.flatMap((model) => rulesOf(model).map((rule) => ({ type: model.type, id: rule.id })));
  it("every rule has a case that breaks it", () => {
    assert.deepEqual(
      rules.filter(({ id }) => !covered.has(id)).map(({ id }) => id),
      [],
    );
  });
  it("rule ids are unique and begin with their type", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    for (const { type, id } of rules) assert.ok(id.startsWith(`${shortType(type)}:`), id);
  });
}

type Moment = "create" | "update" | "delete";

const TIMES: Readonly<Record<Moment, readonly RefusalTime[]>> = {
  create: ["check", "create"],
  update: ["check", "update"],
  delete: ["delete"],
};

/** The provider's own checks are tried at creation; they are the same before an update. */
function momentsOf(rule: Rule): Moment[] {
  const times = ([] as RefusalTime[]).concat(rule.when);
  return times.map((time) => (time === "check" ? "create" : time));
}

function ruleOf(type: string, id: string): Rule {
  const rule = rulesOf(findModel(type)).find((candidate) => candidate.id === id);
  assert.ok(rule, `${type} has no rule ${id}`);
  return rule;
}

function judge(
  type: string,
  { compliant }: RuleCases,
  moment: Moment,
  change?: Change,
): ReturnType<typeof refusalsOf> {
  const world = new World();
  const inputs = structuredClone(compliant(world));
  const before = structuredClone(inputs);
  const subject = moment === "create" ? undefined : world.addSubject(type, before);
  if (typeof change === "function") (change as (inputs: Props, world: World) => void)(inputs, world);
  else if (change) for (const [path, value] of Object.entries(change)) setPath(inputs, path, value);
  const model = findModel(type);
  const place = placeOf(type, "subject");
  return refusalsOf(model, TIMES[moment], {
    inputs: settle(model, inputs, place),
    given: inputs,
    place,
    account: world.account,
    ...(subject && { before: subject.outputs }),
  });
}

function placeOf(type: string, name: string, region = "eu-west-1"): Place {
  return {
    urn: `urn:pulumi:test::harena::${type}::${name}`,
    name,
    accountId: "111122223333",
    region,
    partition: "aws",
    defaultTags: {},
  };
}

/** Sets `a.b[0].c`; undefined removes the property. Missing parents are made. */
export function setPath(target: Props, path: string, value: unknown): void {
  const keys = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  const last = keys.pop() ?? "";
  let parent = target;
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1] ?? last;
    parent[key] ??= /^\d+$/.test(next) ? [] : {};
    parent = parent[key] as Props;
  }
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
}
