/** Every refusal of the simulator's models is tried on the real provider, and so is every compliant resource. */
import assert from "node:assert/strict";
import { allModels } from "../../simulator/models";
import { rulesOf } from "../../simulator/provision";
import { TAKEN } from "./again";
import { listed } from "./counts";
import { judgements, type Judged, type Judgement } from "./judged";
import { ALSO_CHECKED, COMPLIANT_LATER, PASSED_ON, TOO_OLD } from "./passedOn";

const RULES = allModels.filter(({ type }) => type.startsWith("aws:")).flatMap((model) => rulesOf(model));

describe("refusals of the simulator, on the real provider", () => {
  let all: Judged;
  before(async () => {
    all = await judgements();
  });

  it("accepts every compliant resource", () => {
    const compliant = all.checks.filter(({ trial }) => !trial.rule);
    const refused = compliant.filter(({ errors }) => errors.length > 0);
    const unlisted = refused.filter(({ trial }) => !COMPLIANT_LATER.includes(`${trial.type} ${trial.what}`));
    assert.deepEqual(unlisted.map(lineOf), []);
    assert.deepEqual(
      refused.map(({ trial }) => `${trial.type} ${trial.what}`),
      COMPLIANT_LATER,
    );
    const accepted = compliant.length - refused.length;
    listed(`${compliant.length} compliant cases of ${typesOf(compliant)} types: ${accepted} accepted`, [
      `${refused.length} that 5.100 is too old for: ${COMPLIANT_LATER.join(", ")}`,
    ]);
  });

  it("refuses what each check refuses, but for what it is too old for and what it leaves to AWS", () => {
    const accepted = all.checks.filter(({ trial, errors }) => trial.rule && errors.length === 0);
    const unlisted = accepted.filter(({ trial, newer }) => newer.length === 0 && !(trial.what in PASSED_ON));
    assert.deepEqual(unlisted.map(lineOf), []);
  });

  it("still leaves to AWS what is listed", () => {
    assert.deepEqual(without(Object.keys(PASSED_ON), acceptedIn(all.checks)), []);
  });

  it("names the checks that it is too old for", () => {
    const older = all.checks.filter(
      ({ trial, errors, newer }) => trial.rule && errors.length === 0 && newer.length > 0,
    );
    assert.deepEqual(rulesIn(older), [...TOO_OLD].sort());
  });

  it("leaves to AWS what the simulator has AWS answer, but for what is listed", () => {
    const refused = all.answers.filter(({ errors }) => errors.length > 0);
    assert.deepEqual(refused.filter(({ trial }) => !(trial.what in ALSO_CHECKED)).map(lineOf), []);
    assert.deepEqual(without(Object.keys(ALSO_CHECKED), new Set(rulesIn(refused))), []);
  });

  it("is asked about every rule there is", () => {
    const checked = rulesIn(all.checks.filter(({ trial }) => trial.rule));
    const answered = rulesIn(all.answers);
    const also = Object.keys(ALSO_CHECKED).length;
    const onMoto = TAKEN.filter(({ refuses }) => refuses).map(({ rule }) => rule);
    assert.deepEqual(without(onMoto, new Set(all.accountOnly)), []);
    listed(`${RULES.length} refusals of AWS's types`, [
      `${checked.length} checks of the provider's: ${checked.length - Object.keys(PASSED_ON).length - TOO_OLD.length} refused`,
      `  ${Object.keys(PASSED_ON).length} left to AWS (passedOn.ts has the reason of each)`,
      `  ${TOO_OLD.length} on arguments that 5.100 does not have: ${TOO_OLD.join(", ")}`,
      `${answered.length} answers of AWS's to what is given: ${answered.length - also} planned without a word, as they must be`,
      `  ${also} refused by the provider as well (passedOn.ts has the reason of each)`,
      `${all.accountOnly.length} answers of AWS's to what the account holds, of which a plan knows nothing: ${onMoto.length} are tried on moto, in the account that a stack has filled`,
      ...without([...all.accountOnly].sort(), new Set(onMoto)).map((rule) => `  untried: ${rule}`),
    ]);
    const asked = [...checked, ...answered, ...all.accountOnly];
    assert.deepEqual([...asked].sort(), RULES.map(({ id }) => id).sort());
  });
});

function rulesIn(judgements: readonly Judgement[]): readonly string[] {
  return [...new Set(judgements.map(({ trial }) => trial.what))].sort();
}

function typesOf(judgements: readonly Judgement[]): number {
  return new Set(judgements.map(({ trial }) => trial.type)).size;
}

function acceptedIn(judgements: readonly Judgement[]): ReadonlySet<string> {
  return new Set(rulesIn(judgements.filter(({ errors }) => errors.length === 0)));
}

function without(names: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => !known.has(name));
}

function lineOf({ trial, errors, newer }: Judgement): string {
  const told = errors.map(({ summary, detail }) =>
    `${summary} ${detail}`.replaceAll(/\s+/g, " ").slice(0, 200),
  );
  return [trial.type, trial.what, told.join("; "), ...newer].join(" ").trim();
}
