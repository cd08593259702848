/** No violation, of whichever rule, shows any part of a secret: each secret in each wrong place, before all rules. */
import assert from "node:assert/strict";
import { rules } from "../../../policies/rules";
import { mutations, HIDDEN } from "../mutations/secrets";
import { Plan, resourcesOfPlan, type Planned } from "../mutations/plan";
import { judge } from "../support";

/** Fewer signs are parts of ordinary words. */
const PART = 6;

const parts = HIDDEN.flatMap((secret) => [secret, Buffer.from(secret).toString("base64")]).flatMap((text) =>
  Array.from({ length: text.length - PART + 1 }, (_, start) => text.slice(start, start + PART)),
);

async function messagesOn(plan: Plan): Promise<readonly string[]> {
  const messages: string[] = [];
  const stack = plan.resources.map((one) => ({ ...one, props: one.outputs, secrets: one.secretOutputs }));
  for (const rule of rules) {
    if ("validateStack" in rule) messages.push(...(await judge(rule, stack)).messages);
    else {
      for (const one of plan.touched) {
        const subject = { ...one, props: one.inputs, secrets: one.secretInputs };
        messages.push(...(await judge(rule, subject)).messages);
      }
    }
  }
  return messages;
}

describe("violations about secrets", function () {
  this.timeout(240_000);
  let resources: readonly Planned[];
  before(async () => {
    resources = await resourcesOfPlan("dev");
  });

  for (const { what, change } of mutations.filter(({ stacks = ["dev"] }) => stacks.includes("dev"))) {
    it(`show no part of ${what}`, async () => {
      const plan = new Plan("dev", resources);
      change(plan);
      const messages = await messagesOn(plan);
      assert.ok(messages.length > 0);
      const told = messages.filter((message) => parts.some((part) => message.includes(part)));
      assert.deepEqual(told, []);
    });
  }
});
