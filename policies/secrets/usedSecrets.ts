/** Which secrets the containers of a task definition get. */
import type { PolicyResource } from "@pulumi/policy";
import { asList, at, ifKnown, isUnknownValue, keysOf, plainText } from "../lib/reading";
import { dependenciesAmong } from "../lib/references";
import type { Stack } from "../lib/stack";
import { containersOf, fieldOf, secretArn, secretsOf, type Container } from "../lib/taskDefinitions";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
export const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
/** By which of its properties others name a secret. */
export const SECRET_KEYS = ["arn", "id"];
export const PARAMETER = "aws:ssm/parameter:Parameter";

export interface UsedSecret {
  /** What messages call it: never its value. */
  readonly name: string;
  /** The stack's own resource; undefined for a secret of others. */
  readonly resource: PolicyResource | undefined;
  /** Undefined where a preview does not know it. */
  readonly arn: string | undefined;
  readonly isParameter: boolean;
}

/** @throws the unknown value, where a preview knows neither the definitions nor what they are made of */
export function usedSecrets(task: PolicyResource, stack: Stack): readonly UsedSecret[] {
  const known = stack.of([SECRET, PARAMETER]);
  try {
    const used = (containersOf(task.props) ?? []).flatMap(valuesFrom).map((from) => usedBy(from, known));
    return [...new Map(used.map((one) => [one.resource?.urn ?? one.arn, one])).values()];
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    const from = dependenciesAmong(task, "containerDefinitions", known);
    if (from.length === 0) throw error;
    return from.map(asUsed);
  }
}

/** Of a container: its variables', its log driver's and its registry's. */
function valuesFrom(container: Container): readonly string[] {
  const options = asList(container.field("logConfiguration", "secretOptions"));
  const registry = plainText(container.field("repositoryCredentials", "credentialsParameter"));
  return [
    ...secretsOf(container).map(({ from }) => from),
    ...options.map((option) => plainText(fieldOf(option, "valueFrom"))),
    registry,
  ].filter((from) => from !== "");
}

function usedBy(from: string, known: readonly PolicyResource[]): UsedSecret {
  const arn = secretArn(from);
  const resource = known.find(({ props }) =>
    keysOf(props).some(
      (key) => ["arn", "id", "name"].includes(key) && ifKnown(() => at(props, key), undefined) === arn,
    ),
  );
  if (resource) return asUsed(resource);
  const isParameter = !arn.includes(":secretsmanager:");
  // ECS takes a parameter's bare name for one of the task's own region and account.
  const full = arn.startsWith("arn:") ? arn : `arn:aws:ssm:*:*:parameter/${arn.replace(/^\//, "")}`;
  return { name: full.split(":").slice(5).join(":"), resource: undefined, arn: full, isParameter };
}

function asUsed(resource: PolicyResource): UsedSecret {
  const arn = ifKnown(() => plainText(at(resource.props, "arn")), undefined);
  return { name: resource.name, resource, arn, isParameter: resource.type === PARAMETER };
}

/** The same secret, however it is referred to. */
export function isSame(one: UsedSecret, other: UsedSecret): boolean {
  if (one.resource ?? other.resource) return one.resource === other.resource;
  return one.arn === other.arn;
}
