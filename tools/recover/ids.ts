/** What AWS, or a provider, would call a thing of which only its inputs are known. */

type Inputs = Readonly<Record<string, unknown>>;

/** How an interrupted creation is put right. */
export type Remedy =
  /** Its id follows from its inputs: it is adopted, and the refresh drops it again if it does not exist. */
  | { readonly kind: "adopt"; readonly id: string }
  /** Made again, it takes the place of what may be there: nothing can be left over. */
  | { readonly kind: "forget" }
  /** AWS has made up its id, so somebody must look. */
  | { readonly kind: "ask" };

/**
 * Kinds of resources that are made by a Put, or by a Create that gives what is there already; and such as make nothing
 * outside the state at all.
 */
const MADE_AGAIN = [
  /^random:/,
  /^docker:index\/image:/,
  /^aws:acm\/certificateValidation:/,
  /^aws:appautoscaling\//,
  /^aws:cloudwatch\/(eventRule|eventTarget|metricAlarm):/,
  /^aws:ecr\/lifecyclePolicy:/,
  /^aws:ecs\/(cluster|clusterCapacityProviders):/,
  /^aws:iam\/(rolePolicy|rolePolicyAttachment):/,
  /^aws:s3\/bucket(LifecycleConfiguration|Objectv2|OwnershipControls|Policy|PublicAccessBlock|ServerSideEncryptionConfiguration|Versioning):/,
  /^aws:sns\/(topic|topicPolicy):/,
  /^aws:wafv2\/(webAclAssociation|webAclLoggingConfiguration):/,
];

/** Ids by which the provider's documentation lets a thing be imported. */
const FOLLOWING: Readonly<Partial<Record<string, (inputs: Inputs) => string | undefined>>> = {
  "aws:cloudfront/function:Function": ({ name }) => text(name),
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => text(name),
  "aws:ecr/repository:Repository": ({ name }) => text(name),
  "aws:ecs/service:Service": serviceOfCluster,
  "aws:iam/instanceProfile:InstanceProfile": ({ name }) => text(name),
  "aws:iam/role:Role": ({ name }) => text(name),
  "aws:route53/record:Record": ({ zoneId, name, type }) =>
    joined("_", zoneId, text(name)?.replace(/\.$/, ""), type),
  "aws:s3/bucket:Bucket": ({ bucket }) => text(bucket),
};

export function remedyFor(type: string, inputs: Inputs): Remedy {
  if (MADE_AGAIN.some((pattern) => pattern.test(type))) return { kind: "forget" };
  const id = FOLLOWING[type]?.(inputs);
  return id === undefined ? { kind: "ask" } : { kind: "adopt", id };
}

/** The cluster is given by its ARN, which ends in its name. */
function serviceOfCluster({ cluster, name }: Inputs): string | undefined {
  return joined("/", text(cluster)?.split("/").at(-1), name);
}

function joined(separator: string, ...parts: readonly unknown[]): string | undefined {
  const texts = parts.map(text);
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
