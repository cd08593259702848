import type * as pulumi from "@pulumi/pulumi";
import { scalingProblems, type SleepHours } from "./autoscaling";
import { HEALTH_COMMAND_FORM, isHealthCommand } from "./containerDefinition";
import { LOG_RETENTION_DAYS } from "./logRetention";
import { healthPathProblems } from "./publicRoutes";
import type { PlannedRule } from "./routeTypes";
import { type Callee, databaseCidrProblems } from "./taskNetwork";
import { taskSizeProblem } from "./taskSize";
import { outside, refuseProblems } from "./validation";

export interface FargateServiceArgs {
  readonly cluster: {
    readonly arn: pulumi.Input<string>;
    readonly clusterName: pulumi.Input<string>;
    readonly namespaceArn: pulumi.Input<string>;
    readonly ready: readonly pulumi.Resource[];
  };
  readonly network: {
    readonly vpcId: pulumi.Input<string>;
    readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** What a task's way to the internet needs. */
    readonly egressReady: readonly pulumi.Resource[];
  };
  /** Where the tasks may reach PostgreSQL: a CIDR block. */
  readonly databaseCidr: string;
  readonly loadBalancer: {
    readonly listenerArn: pulumi.Input<string>;
    readonly securityGroupId: pulumi.Input<string>;
    readonly arnSuffix: pulumi.Input<string>;
    /** Seconds. */
    readonly idleTimeout: number;
  };
  /** Host name and listener rules by which the load balancer sends requests here. */
  readonly routes: { readonly host: string; readonly rules: readonly PlannedRule[] };
  readonly image: {
    /** Address by digest. */
    readonly imageUri: pulumi.Input<string>;
    readonly repositoryArn: pulumi.Input<string>;
  };
  /** Port that the container listens on. */
  readonly port: number;
  readonly healthPath: string;
  /** Plain environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: readonly {
    readonly secretName: string;
    readonly arn: pulumi.Input<string>;
    readonly valueFrom: pulumi.Input<string>;
    readonly kmsKeyArn: pulumi.Input<string>;
  }[];
  /** The services that this one calls; they are deployed first. */
  readonly callees: readonly Callee[];
  /** CPU units and MiB, a pair of Fargate's table. */
  readonly size: { readonly cpu: number; readonly memory: number };
  readonly architecture: "arm64" | "x86_64";
  readonly capacity: "spot" | "on-demand";
  readonly scaling: {
    readonly minTasks: number;
    readonly maxTasks: number;
    readonly cpuPercent: number;
    readonly requestsPerTask: number;
  };
  readonly sleep?: SleepHours;
  /** Longest request in seconds, streamed answers included: 1 to 3600. */
  readonly requestTimeout: number;
  /** Seconds that 95 of 100 answers must begin within: 1 to `requestTimeout`. @default 5, see {@link ServiceAlarms} */
  readonly latencySeconds?: number;
  /** Container health check for images without Python: `["CMD", …]` or `["CMD-SHELL", …]`. @default one in Python */
  readonly healthCommand?: readonly string[];
  /** One of CloudWatch's values. */
  readonly logRetentionDays: number;
  /** `aws ecs execute-command` into running tasks. */
  readonly execCommand: boolean;
  readonly alarmTopicArn: pulumi.Input<string>;
}

/** Throws one error with everything that is wrong with the arguments. */
export function validate(name: string, args: FargateServiceArgs): void {
  const { size, logRetentionDays, loadBalancer, healthCommand } = args;
  const sizeProblem = taskSizeProblem(size.cpu, size.memory);
  refuseProblems(`the service ${name}`, [
    ...(/^[a-z][a-z0-9-]{0,63}$/.test(name)
      ? []
      : [
          {
            propertyPath: "name",
            reason: `got "${name}"; allowed: up to 64 lower-case letters, digits and hyphens, a letter first (Service Connect)`,
          },
        ]),
    ...outside("port", args.port, 1, 65_535),
    ...healthPathProblems(args.healthPath),
    ...databaseCidrProblems(args.databaseCidr),
    ...scalingProblems({ ...args.scaling, sleep: args.sleep }),
    ...outside("requestTimeout", args.requestTimeout, 1, 3600),
    ...(args.latencySeconds === undefined
      ? []
      : outside("latencySeconds", args.latencySeconds, 1, args.requestTimeout)),
    ...(healthCommand === undefined || isHealthCommand(healthCommand)
      ? []
      : [
          {
            propertyPath: "healthCommand",
            reason: `got ${JSON.stringify(healthCommand)}; allowed: ${HEALTH_COMMAND_FORM}`,
          },
        ]),
    ...(sizeProblem === undefined ? [] : [{ propertyPath: "size", reason: sizeProblem }]),
    ...(LOG_RETENTION_DAYS.includes(logRetentionDays)
      ? []
      : [
          {
            propertyPath: "logRetentionDays",
            reason: `got ${logRetentionDays}; allowed: ${LOG_RETENTION_DAYS.join(", ")}`,
          },
        ]),
    ...(args.requestTimeout >= loadBalancer.idleTimeout
      ? [
          {
            propertyPath: "requestTimeout",
            reason: `got ${args.requestTimeout} s; allowed: less than the load balancer's idle timeout of ${loadBalancer.idleTimeout} s`,
          },
        ]
      : []),
    ...(args.routes.rules.length > 0
      ? []
      : [{ propertyPath: "routes.rules", reason: "got none; a service needs at least its health rule" }]),
  ]);
}
