/** Whether ECS runs what was asked for: a deployment that ECS rolled back must not look like a success. */

/** The part of `aws.ecs.getService`'s answer that is read here. */
export interface DeployedService {
  readonly serviceName: string;
  /** ARN of the task definition that the service runs now. */
  readonly taskDefinition: string;
  readonly events: readonly { readonly createdAt: string; readonly message: string }[];
}

/** Events of the service that are shown: enough for the reasons of the last failed tasks. */
const EVENTS_SHOWN = 10;

/**
 * Gives back the running task definition, or throws with the service's last events when it is not the one
 * asked for: the circuit breaker brings the last good one back and the provider calls that a success
 * (https://github.com/hashicorp/terraform-provider-aws/issues/19519).
 */
export function verifyDeployment(asked: string, service: DeployedService): string {
  if (service.taskDefinition === asked) return asked;
  const events = service.events
    .slice(0, EVENTS_SHOWN)
    .map(({ createdAt, message }) => `  ${createdAt}  ${message}`);
  const former = revision(service.taskDefinition);
  throw new Error(
    [
      `the deployment of ${service.serviceName} was rolled back: asked for ${revision(asked)}, it runs ${former || "none"}.`,
      events.length > 0
        ? `Its last events:\n${events.join("\n")}`
        : "It has no events; look at its log group.",
      `${former ? "The tasks that serve are the old ones" : "No task serves"}. Mend the cause and run pulumi up again.`,
    ].join("\n"),
  );
}

function revision(arn: string): string {
  return arn.split("/").pop() ?? arn;
}
