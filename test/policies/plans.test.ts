import assert from "node:assert/strict";
import { packOf } from "../../policies/pack";
import { rules } from "../../policies/rules";
import type { Simulation } from "../../simulator";
import { judgeStack } from "../../tools/policies/judge";
import { readSettings } from "../../tools/policies/settings";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { isBag } from "../../policies/lib/reading";
import { planned } from "../support/program";
import { Plan, resourcesOfPlan } from "./mutations/plan";
import { unborn } from "./mutations/unborn";
import { UNKNOWN } from "./support";
import { verdictOn } from "./mutations/verdict";

const settings = readSettings(PROGRAM_DIR);

/** A day on which the project's exemptions hold. */
const now = (): Date => new Date("2026-11-23T12:00:00Z");

for (const stack of ["dev", "prod"]) {
  describe(`the policies on the plan of ${stack}`, function () {
    this.timeout(120_000);
    let simulation: Simulation;
    before(async () => {
      const { simulation: made } = await planned({ stack });
      assert.ok(made);
      simulation = made;
    });

    it("find nothing that is not exempted, for a written reason", async () => {
      const { violations, exempted, rules: judged } = await judgeStack(simulation, settings, now);
      assert.deepEqual(violations, []);
      assert.equal(judged, packOf(rules).rules.length);
      for (const { reason, policy } of exempted) assert.ok(reason.length > 40, policy);
    });

    it("find no mandatory violation without any settings", async () => {
      const { violations } = await judgeStack(simulation, {}, now);
      assert.deepEqual(
        violations.filter(({ level }) => level === "mandatory"),
        [],
      );
    });

    it("are told by components of what every text is made that a first preview does not know", async () => {
      const resources = await resourcesOfPlan(stack);
      const told = new Map<string, unknown>();
      for (const { urn, outputs, secretOutputs } of resources) {
        if (!isBag(outputs.documents)) continue;
        assert.deepEqual(secretOutputs, [], urn);
        for (const child of resources.filter(({ parent }) => parent === urn)) {
          for (const [property, content] of Object.entries(outputs.documents[child.name] ?? {})) {
            if (property in child.inputs) told.set(`${child.urn} ${property}`, content);
          }
        }
      }
      const texts = unborn(resources).flatMap(({ urn, type, inputs }, index) =>
        ["policy", "containerDefinitions"]
          .filter((property) => inputs[property] === UNKNOWN && !type.startsWith("pulumi:"))
          .map((property) => [`${urn} ${property}`, resources[index].inputs[property]] as const),
      );
      assert.ok(texts.length >= 8);
      for (const [where, text] of texts) assert.deepEqual(told.get(where), JSON.parse(String(text)), where);
    });

    it("find nothing more where the front end's bucket has its policy inline", async () => {
      const resources = await resourcesOfPlan(stack);
      const plan = new Plan(stack, resources);
      const { policy } = plan.get("aws:s3/bucketPolicy:BucketPolicy", "frontend-files-policy").inputs;
      plan.remove("aws:s3/bucketPolicy:BucketPolicy", "frontend-files-policy");
      plan.change("aws:s3/bucket:Bucket", "frontend-files", (props) => {
        props.policy = policy;
      });
      assert.deepEqual(await verdictOn(plan.resources, plan.touched), await verdictOn(resources));
    });

    it("find nothing more in the preview of a new stack", async () => {
      const resources = await resourcesOfPlan(stack);
      const [before, early] = [await verdictOn(resources), await verdictOn(unborn(resources))];
      assert.deepEqual(before.undecided, []);
      assert.deepEqual(
        early.violations.filter((violation) => !before.violations.includes(violation)),
        [],
      );
    });
  });
}

describe("the project's exemptions", () => {
  it("are none for what is mandatory, so none for HTTPS in the clear or secrets in the open", () => {
    const { list, mandatory = [] } = settings.exemptions as {
      list: readonly { policy: string; reason: string }[];
      mandatory?: readonly string[];
    };
    assert.deepEqual(mandatory, []);
    for (const { policy } of list) {
      const rule = rules.find(({ name }) => name === policy);
      assert.equal(rule?.enforcementLevel, "advisory", policy);
      assert.ok(!["https", "secrets"].includes(rule.tags?.[0] ?? ""), policy);
    }
  });

  it("lower no level", () => {
    for (const [name, given] of Object.entries(settings)) {
      assert.ok(typeof given === "object" && given !== null && !("enforcementLevel" in given), name);
    }
  });
});
