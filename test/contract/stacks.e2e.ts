/** dev's and prod's resources live a whole life with the real provider, on moto instead of AWS. */
import assert from "node:assert/strict";
import type { Diagnostic } from "../../tools/contract/terraform";
import { TAKEN } from "./again";
import { GAPS, QUIRKS } from "./gaps";
import { live, type Life } from "./life";
import { schema } from "./schema";

const STACKS = ["dev", "prod"] as const;

/** What dev and prod use that provider 5.100 does not have. */
const NEWER = [
  "aws_ecr_repository: imageTagMutability IMMUTABLE_WITH_EXCLUSION (written as IMMUTABLE)",
  "aws_ecr_repository: imageTagMutabilityExclusionFilters",
  "aws_ecs_service: sigintRollback",
  "aws_instance: primaryNetworkInterface (written as networkInterfaces)",
  "aws_lb_listener_rule: transforms",
];

const lives = new Map<string, Promise<Life>>();

// Most of a life is waiting, which the other suites can use.
before(() => {
  for (const stack of STACKS) {
    const life = live(stack, schema);
    life.catch(() => undefined);
    lives.set(stack, life);
  }
});

for (const stack of STACKS) {
  describe(`${stack}, with the real provider on moto`, () => {
    let life: Life;
    before(async () => {
      const started = lives.get(stack);
      assert.ok(started);
      life = await started;
    });

    it("is valid", () => {
      assert.deepEqual(life.validated.map(lineOf), []);
    });

    it("is planned as nothing but creations, of every AWS resource", () => {
      assert.deepEqual(life.planned.map(lineOf), []);
      const aws = life.sources.filter(({ type }) => type.startsWith("aws:"));
      // And the zone that the account has before.
      assert.equal(life.changes.length, aws.length + 1);
      assert.deepEqual([...new Set(life.changes.map(({ change }) => change.actions.join()))], ["create"]);
    });

    it("is applied whole, but for what moto cannot do", () => {
      assert.deepEqual(life.applied.map(lineOf), []);
      assert.equal(life.existing.length, life.expected);
      assert.ok(life.expected > 160, String(life.expected));
    });

    it("is idle afterwards, but for what moto forgets", () => {
      assert.deepEqual(life.replanned.map(lineOf), []);
      const unexplained = life.idle.filter(({ address, change }) => {
        const quirk = QUIRKS.find(({ type }) => address.startsWith(`${type}.`));
        return !quirk || changedArguments(change).some((argument) => !quirk.arguments.includes(argument));
      });
      assert.deepEqual(
        unexplained.map(({ address, change }) => [address, change.actions, changedArguments(change)]),
        [],
      );
    });

    it("is destroyed whole", () => {
      assert.deepEqual(life.lifted.filter(isError).map(lineOf), []);
      assert.deepEqual(life.destroyed.map(lineOf), []);
      assert.deepEqual(life.left, []);
    });
  });
}

describe("what there can be only once", () => {
  it("is refused a second time, as the simulator's rules say, but for what moto lets pass", async () => {
    const told = await Promise.all(lives.values());
    for (const { rule, refuses } of TAKEN) {
      const said = told.flatMap(({ again }) => (rule in again ? [again[rule]] : []));
      assert.ok(said.length > 0, `${rule}: no stack has one`);
      for (const text of said) {
        if (refuses) assert.match(text, refuses, rule);
        else assert.equal(text, "", `${rule}: moto has learned it`);
      }
    }
  });
});

describe("what moto cannot do", () => {
  it("still cannot be done", async () => {
    const tried = await Promise.all(lives.values());
    for (const { type, fails } of GAPS) {
      if (!fails) continue;
      const told = tried.flatMap(({ probed }) => Object.values(probed));
      assert.ok(
        told.some((text) => fails.test(text)),
        `${type}: ${told.join(" | ")}`,
      );
    }
  });

  it("still shows in an idle plan", async () => {
    const tried = await Promise.all(lives.values());
    const seen = QUIRKS.map(({ type }) => {
      const all = tried.flatMap(({ idle }) => idle.filter(({ address }) => address.startsWith(`${type}.`)));
      return { type, arguments: [...new Set(all.flatMap(({ change }) => changedArguments(change)))].sort() };
    });
    assert.deepEqual(
      seen,
      QUIRKS.map(({ type, arguments: names }) => ({ type, arguments: [...names].sort() })),
    );
  });

  it("names what the provider is too old for", async () => {
    const tried = await Promise.all(lives.values());
    const lines = [...new Set(tried.flatMap(({ configuration }) => configuration.newer))].sort();
    process.stderr.write(`not in 5.100:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    assert.deepEqual(lines, NEWER);
  });
});

function changedArguments({
  before,
  after,
  after_unknown: unknown = {},
}: Life["idle"][number]["change"]): string[] {
  const keys = new Set([...Object.keys(after ?? {}), ...Object.keys(unknown)]);
  return [...keys].filter(
    (key) => unknown[key] === true || JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]),
  );
}

// A change of the load balancer alone is warned of.
function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function lineOf({ address, summary, detail }: Diagnostic): string {
  return `${address ?? ""} ${summary} ${detail}`.trim();
}
