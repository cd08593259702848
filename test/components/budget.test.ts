import assert from "node:assert/strict";
import { AlarmTopic } from "../../components/alarmTopic";
import { Budget } from "../../components/budget";
import { failure, plan, type Plan } from "../support/plan";

const BUDGET = "aws:budgets/budget:Budget";
const tag = { key: "Stack", value: "dev" };

const make = (monthlyLimit: number): Promise<Plan> =>
  plan(() => {
    new Budget("budget", { monthlyLimit, topicArn: new AlarmTopic("alarms", {}).arn, tag });
  });

describe("Budget", () => {
  it("counts what carries the stack's tag, and warns before, at and ahead of the limit", async () => {
    const made = await make(40);
    const component = made.one("harena:watching:Budget");
    assert.deepEqual(made.children(component), [`${BUDGET} budget-budget`]);
    assert.deepEqual(component.registeredOutputs, {});
    const notification = (notificationType: string, threshold: number): object => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberSnsTopicArns: [made.one("aws:sns/topic:Topic").outputs.arn],
    });
    assert.deepEqual(made.inputs(BUDGET), {
      name: "harena-dev-budget",
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "40",
      limitUnit: "USD",
      costFilters: [{ name: "TagKeyValue", values: ["user:Stack$dev"] }],
      notifications: [
        notification("ACTUAL", 80),
        notification("ACTUAL", 100),
        notification("FORECASTED", 100),
      ],
    });
  });

  it("waits until it may publish", async () => {
    const made = await make(40);
    assert.ok(made.waitsFor(made.one(BUDGET)).includes("alarms-policy"));
  });

  it("takes any amount above nothing", async () => {
    assert.equal((await make(0.01)).inputs(BUDGET).limitAmount, "0.01");
    assert.equal((await make(1234.5)).inputs(BUDGET).limitAmount, "1234.5");
  });

  for (const monthlyLimit of [0, -1, NaN, Infinity]) {
    it(`refuses ${monthlyLimit}`, async () => {
      const error = await failure(() => new Budget("budget", { monthlyLimit, topicArn: "arn", tag }));
      assert.equal(
        error.message,
        `the budget cannot be created: monthlyLimit: got ${monthlyLimit}; allowed: US dollars above 0`,
      );
    });
  }
});
