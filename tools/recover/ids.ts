/** What AWS, or a provider, would call a thing of which only its inputs are known. */
import { isPut } from "../../simulator/cloud/puts";

type Inputs = Readonly<Record<string, unknown>>;

/** How an interrupted creation is put right. */
export type Remedy =
  /** Its id follows from its inputs: it is adopted, and the refresh drops it again if it does not exist. */
  | { readonly kind: "adopt"; readonly id: string }
  /** Made again, it takes the place of what may be there: nothing can be left over. */
  | { readonly kind: "forget" }
  /** AWS has made up its id, so somebody must look. */
  | { readonly kind: "ask" };

/** What exists nowhere but in the state. */
const IN_THE_STATE = [/^random:/, /^aws:acm\/certificateValidation:/];

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
  if (isPut(type) || IN_THE_STATE.some((pattern) => pattern.test(type))) return { kind: "forget" };
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
