/** Creations that AWS makes of a Put, and the ids by which an import knows a thing. */
import type { Existing } from "../account";

/**
 * Types that are made by a Put, or by a Create that gives what is there already: one that is made again under the same
 * name takes the place of the first. The operation's page in the API reference of each service says so, such as
 * PutMetricAlarm ("if the alarm exists, it is updated"), CreateTopic and CreateCluster ("if … already exists, returns …");
 * a tag that is pushed again moves.
 */
const PUTS: readonly RegExp[] = [
  /^docker:index\/image:/,
  /^aws:appautoscaling\//,
  /^aws:cloudwatch\/(eventRule|eventTarget|metricAlarm):/,
  /^aws:ecr\/lifecyclePolicy:/,
  /^aws:ecs\/(cluster|clusterCapacityProviders):/,
  /^aws:iam\/(rolePolicy|rolePolicyAttachment):/,
  /^aws:s3\/bucket(LifecycleConfiguration|Objectv2|OwnershipControls|Policy|PublicAccessBlock|ServerSideEncryptionConfiguration|Versioning):/,
  /^aws:sns\/(topic|topicPolicy):/,
  /^aws:wafv2\/(webAclAssociation|webAclLoggingConfiguration):/,
];

export function isPut(type: string): boolean {
  return PUTS.some((pattern) => pattern.test(type));
}

/** How the provider's documentation says that a type is imported, where that is not its id. */
const IMPORT_IDS: Readonly<Partial<Record<string, (thing: Pick<Existing, "id" | "outputs">) => string>>> = {
  "aws:ec2/route:Route": ({ outputs }) =>
    `${text(outputs.routeTableId)}_${text(outputs.destinationCidrBlock)}`,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ({ outputs }) =>
    `${text(outputs.subnetId)}/${text(outputs.routeTableId)}`,
  "aws:ecs/cluster:Cluster": ({ outputs }) => text(outputs.name),
  "aws:ecs/service:Service": ({ outputs }) =>
    `${text(outputs.cluster).split("/").at(-1)}/${text(outputs.name)}`,
  "aws:ecs/taskDefinition:TaskDefinition": ({ outputs }) => text(outputs.arn),
  "aws:wafv2/webAcl:WebAcl": ({ id, outputs }) => `${id}/${text(outputs.name)}/${text(outputs.scope)}`,
};

export function importIdOf(thing: Pick<Existing, "id" | "type" | "outputs">): string {
  return IMPORT_IDS[thing.type]?.(thing) ?? thing.id;
}

function text(value: unknown): string {
  return String(value);
}
