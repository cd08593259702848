import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names";
import { refuseProblems } from "./validation";

export interface BudgetArgs {
  /** US dollars a month. */
  readonly monthlyLimit: number;
  /** Topic that hears of it; its policy must let AWS Budgets publish. */
  readonly topicArn: pulumi.Input<string>;
  /**
   * The cost allocation tag by which the stack's costs are told apart. It must be activated once in the
   * account's billing settings; until then the budget sees nothing.
   */
  readonly tag: { readonly key: string; readonly value: string };
}

/** A monthly budget for what carries the stack's tag: reports 80 % spent, all spent, and a forecast above it. */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:Budget", name, {}, opts);
    const { monthlyLimit, tag } = args;
    refuseProblems("the budget", [
      ...(monthlyLimit > 0 && Number.isFinite(monthlyLimit)
        ? []
        : [{ propertyPath: "monthlyLimit", reason: `got ${monthlyLimit}; allowed: US dollars above 0` }]),
    ]);
    const notify = (
      notificationType: "ACTUAL" | "FORECASTED",
      threshold: number,
    ): aws.types.input.budgets.BudgetNotification => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberSnsTopicArns: [args.topicArn],
    });
    new aws.budgets.Budget(
      `${name}-budget`,
      {
        name: physicalName({ name, max: NAME_LIMITS.budget }),
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(monthlyLimit),
        limitUnit: "USD",
        costFilters: [{ name: "TagKeyValue", values: [`user:${tag.key}$${tag.value}`] }],
        notifications: [notify("ACTUAL", 80), notify("ACTUAL", 100), notify("FORECASTED", 100)],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
