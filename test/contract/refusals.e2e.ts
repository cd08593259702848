/** Every check of the simulator's models is tried on the real provider, and so is every compliant resource. */
import assert from "node:assert/strict";
import { judgements, type Judgement } from "./judged";
import { PASSED_ON } from "./passedOn";

describe("checks of the simulator, on the real provider", () => {
  let all: readonly Judgement[];
  before(async () => {
    all = await judgements();
  });

  it("accepts every compliant resource", () => {
    const refused = all.filter(
      ({ trial, errors, newer }) => !trial.rule && errors.length > 0 && newer.length === 0,
    );
    assert.deepEqual(refused.map(lineOf), []);
    assert.ok(all.filter(({ trial }) => !trial.rule).length > 300);
  });

  it("refuses what each check refuses, but for what it is too old for and what it leaves to AWS", () => {
    const accepted = all.filter(
      ({ trial, errors, newer }) => trial.rule && errors.length === 0 && newer.length === 0,
    );
    const unlisted = accepted.filter(({ trial }) => !(trial.what in PASSED_ON));
    assert.deepEqual(unlisted.map(lineOf), []);
  });

  it("still leaves to AWS what is listed", () => {
    const accepted = new Set(all.filter(({ errors }) => errors.length === 0).map(({ trial }) => trial.what));
    assert.deepEqual(
      Object.keys(PASSED_ON).filter((rule) => !accepted.has(rule)),
      [],
    );
  });

  it("names what it is too old for", () => {
    const rules = all.filter(
      ({ trial, errors, newer }) => trial.rule && errors.length === 0 && newer.length > 0,
    );
    const lines = [...new Set(rules.flatMap(({ newer }) => newer))].sort();
    process.stderr.write(`not in 5.100, so untried:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    assert.ok(lines.includes("aws_lb_listener_rule: transforms"));
  });
});

function lineOf({ trial, errors }: Judgement): string {
  const told = errors.map(({ summary, detail }) =>
    `${summary} ${detail}`.replaceAll(/\s+/g, " ").slice(0, 200),
  );
  return `${trial.type} ${trial.what} ${told.join("; ")}`.trim();
}
