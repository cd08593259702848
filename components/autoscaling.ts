import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { MOST_TASKS } from "./taskSize";
import { outside, refuseProblems, type ArgumentProblem } from "./validation";

/** Hours without tasks, every day. */
export interface SleepHours {
  /** Local time `HH:MM` at which the last task stops. */
  readonly from: string;
  /** Local time `HH:MM` at which tasks start again. */
  readonly to: string;
  /** IANA time zone, e.g. `Europe/Paris`. */
  readonly timezone: string;
}

export interface AutoscalingArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  /** Fewest tasks, 1 or more: with none there is no use and no request to measure, so none would ever start. */
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Average CPU use to keep, in percent. */
  readonly cpuPercent: number;
  /** Requests a minute that one task should get. */
  readonly requestsPerTask: number;
  /** `<load balancer ARN suffix>/<target group ARN suffix>`. */
  readonly requestLabel: pulumi.Input<string>;
  /** @default awake all day */
  readonly sleep?: SleepHours;
}

/**
 * Keeps the number of an ECS service's tasks between two bounds, by CPU use and by requests for each task,
 * and can send the service to sleep at night.
 */
export class Autoscaling extends pulumi.ComponentResource {
  constructor(name: string, args: AutoscalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:containers:Autoscaling", name, {}, opts);
    refuseProblems(`the scaling of ${name}`, scalingProblems(args));
    const target = new aws.appautoscaling.Target(
      `${name}-target`,
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
        minCapacity: args.minTasks,
        maxCapacity: args.maxTasks,
      },
      { parent: this },
    );
    // One after the other: the API refuses a second change to a target while one is pending, and the provider
    // does not try again (terraform-provider-aws#17915).
    const cpu = this.createPolicy(name, "cpu", target, [], {
      targetValue: args.cpuPercent,
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    });
    const requests = this.createPolicy(name, "requests", target, [cpu], {
      targetValue: args.requestsPerTask,
      predefinedMetricSpecification: {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: args.requestLabel,
      },
    });
    if (args.sleep) this.createSchedule(name, args, args.sleep, target, requests);
    this.registerOutputs({});
  }

  private createPolicy(
    name: string,
    metric: "cpu" | "requests",
    target: aws.appautoscaling.Target,
    after: pulumi.Resource[],
    configuration: aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration,
  ): aws.appautoscaling.Policy {
    return new aws.appautoscaling.Policy(
      `${name}-${metric}`,
      {
        name: metric,
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        // Out at once, in slowly: a task takes a minute to start.
        targetTrackingScalingPolicyConfiguration: {
          ...configuration,
          scaleOutCooldown: 60,
          scaleInCooldown: 300,
        },
      },
      { parent: this, dependsOn: after },
    );
  }

  private createSchedule(
    name: string,
    args: AutoscalingArgs,
    sleep: SleepHours,
    target: aws.appautoscaling.Target,
    after: pulumi.Resource,
  ): void {
    const bounds = {
      sleep: { at: sleep.from, minCapacity: 0, maxCapacity: 0 },
      wake: { at: sleep.to, minCapacity: args.minTasks, maxCapacity: args.maxTasks },
    };
    let previous = after;
    for (const [action, { at, minCapacity, maxCapacity }] of Object.entries(bounds)) {
      previous = new aws.appautoscaling.ScheduledAction(
        `${name}-${action}`,
        {
          name: action,
          serviceNamespace: target.serviceNamespace,
          scalableDimension: target.scalableDimension,
          resourceId: target.resourceId,
          schedule: dailyAt(at),
          timezone: sleep.timezone,
          scalableTargetAction: { minCapacity, maxCapacity },
        },
        { parent: this, dependsOn: [previous] },
      );
    }
  }
}

/** `"07:30"` as Application Auto Scaling's daily cron expression. */
export function dailyAt(time: string): string {
  const [hours, minutes] = time.split(":").map(Number);
  return `cron(${minutes} ${hours} * * ? *)`;
}

/** What is wrong with bounds, targets and hours. */
export function scalingProblems(
  args: Pick<AutoscalingArgs, "minTasks" | "maxTasks" | "cpuPercent" | "requestsPerTask" | "sleep">,
): ArgumentProblem[] {
  const { minTasks, maxTasks, sleep } = args;
  return [
    ...outside("minTasks", minTasks, 1, MOST_TASKS),
    ...outside("maxTasks", maxTasks, 1, MOST_TASKS),
    ...(minTasks > maxTasks
      ? [{ propertyPath: "minTasks", reason: `got ${minTasks}; allowed: at most maxTasks, ${maxTasks}` }]
      : []),
    ...outside("cpuPercent", args.cpuPercent, 1, 100),
    ...outside("requestsPerTask", args.requestsPerTask, 1, 1_000_000),
    ...(sleep ? sleepProblems(sleep) : []),
  ];
}

function sleepProblems({ from, to, timezone }: SleepHours): ArgumentProblem[] {
  const times = Object.entries({ "sleep.from": from, "sleep.to": to });
  return [
    ...times
      .filter(([, time]) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
      .map(([propertyPath, time]) => ({ propertyPath, reason: `got "${time}"; allowed: HH:MM` })),
    ...(from === to
      ? [{ propertyPath: "sleep.to", reason: `got "${to}", when sleep begins; allowed: any other time` }]
      : []),
    ...(isTimeZone(timezone)
      ? []
      : [
          {
            propertyPath: "sleep.timezone",
            reason: `got "${timezone}"; allowed: an IANA time zone, e.g. "Europe/Paris"`,
          },
        ]),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
