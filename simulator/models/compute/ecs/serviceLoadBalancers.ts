/** What a service and its target groups must agree on. */
import type { Account } from "../../../account";
import type { Props, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { objects, text } from "../../foundation/kit/values";
import { usersOf } from "../lb/shared";
import { TARGET_GROUP } from "../references";
import { containersOf, nameOf, portsOf } from "./containers";
import { taskDefinitionOf } from "./taskDefinition";

export function loadBalancerRules(prefix: string, api: string): Rule[] {
  const each = (
    what: string,
    refuse: (item: Props, account: Account, inputs: Props) => string | undefined,
  ): Rule =>
    rule(`${prefix}:${what}`, APPLY, api, ({ inputs, account }) => {
      const problems = objects(inputs, "loadBalancers").map((item) => refuse(item, account, inputs));
      const problem = problems.find((found) => found !== undefined);
      return problem && `InvalidParameterException: ${problem}`;
    });
  return [
    each("target-group-attached", (item, account) => {
      const arn = text(item, "targetGroupArn");
      return arn === undefined || !account.find(TARGET_GROUP, arn) || usersOf(account, arn).length > 0
        ? undefined
        : `The target group with targetGroupArn ${arn} does not have an associated load balancer.`;
    }),
    each("container-name", (item, account, inputs) => {
      const task = taskDefinitionOf(account, inputs.taskDefinition);
      const names = task && containersOf(task.inputs).list.map(nameOf);
      return !names || names.includes(String(item.containerName))
        ? undefined
        : `The container ${String(item.containerName)} does not exist in the task definition.`;
    }),
    each("container-port", (item, account, inputs) => {
      const task = taskDefinitionOf(account, inputs.taskDefinition);
      const container =
        task && containersOf(task.inputs).list.find((other) => nameOf(other) === item.containerName);
      return !container || portsOf(container).some(({ port }) => port === item.containerPort)
        ? undefined
        : `The container ${String(item.containerName)} did not have a container port ${String(item.containerPort)} defined.`;
    }),
    each("target-type", (item, account, inputs) => {
      const group = account.find(TARGET_GROUP, item.targetGroupArn);
      const mode = taskDefinitionOf(account, inputs.taskDefinition)?.inputs.networkMode;
      return group?.outputs.targetType === "instance" && mode === "awsvpc"
        ? `The provided target group ${String(item.targetGroupArn)} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`
        : undefined;
    }),
  ];
}
