/** How long a service takes until its deployment is steady, which follows from its health checks and its draining. */
import type { Account } from "../../../account";
import type { Durations, Props } from "../../../model";
import { num, object, objects } from "../../foundation/kit/values";
import { TARGET_GROUP } from "../references";
import { containersOf } from "./containers";
import { taskDefinitionOf } from "./taskDefinition";

/** A network interface, Fargate's capacity, the image and the container's start. */
const LAUNCH = 60;
/** ECS looks at its services now and then, and so does the provider at ECS. */
const NOTICE = 15;
/** A task that is told to stop and takes no longer than half of the default stop timeout. */
const STOP = 15;

export const serviceDurations: Durations = {
  create: (inputs, account) => (runs(inputs) ? arrival(inputs, account) : NOTICE),
  update: (inputs, account) =>
    runs(inputs) ? arrival(inputs, account) + departure(inputs, account) : NOTICE,
  delete: (inputs, account) => NOTICE + (runs(inputs) ? departure(inputs, account) : 0),
  source:
    "Amazon ECS Developer Guide, Optimize load balancer health check parameters and connection draining: one passing check makes a new target healthy, and old tasks stay for the deregistration delay; 60 s to launch on Fargate is an estimate, in line with 92 s from creation to steady (aws/amazon-ecs-cli#628)",
};

function runs(inputs: Props): boolean {
  return inputs.waitForSteadyState === true && num(inputs, "desiredCount") !== 0;
}

/** Until the new tasks are healthy, in the eyes of ECS and of the load balancer. */
function arrival(inputs: Props, account: Account): number {
  const task = taskDefinitionOf(account, inputs.taskDefinition);
  const containers = task ? containersOf(task.inputs).list : [];
  const ofContainers = containers.flatMap((container) => {
    const check = object(container, "healthCheck");
    return check ? [num(check, "interval") ?? 30] : [];
  });
  const ofTargets = targetGroupsOf(inputs, account).map(
    (group) => num(object(group, "healthCheck"), "interval") ?? 30,
  );
  return LAUNCH + Math.max(0, ...ofContainers, ...ofTargets) + NOTICE;
}

/** Until the old tasks are gone. */
function departure(inputs: Props, account: Account): number {
  const delays = targetGroupsOf(inputs, account).map((group) => Number(group.deregistrationDelay ?? 300));
  return Math.max(0, ...delays) + STOP;
}

function targetGroupsOf(inputs: Props, account: Account): Props[] {
  return objects(inputs, "loadBalancers").flatMap(({ targetGroupArn }) => {
    const group = account.find(TARGET_GROUP, targetGroupArn);
    return group ? [group.inputs] : [];
  });
}
