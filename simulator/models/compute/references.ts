/** References of compute resources to what must exist in the account. */
import type { Account, Existing } from "../../account";
import type { Place, Rule } from "../../model";
import { parseArn } from "../foundation/kit/arn";
import { mustExist } from "../foundation/kit/rules";

/** Type tokens that these models look up beside their own. */
export const CERTIFICATE = "aws:acm/certificate:Certificate";
export const CERTIFICATE_VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
export const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_CERTIFICATE = "aws:lb/listenerCertificate:ListenerCertificate";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const CAPACITY_PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const SCALABLE_TARGET = "aws:appautoscaling/target:Target";
export const HTTP_NAMESPACE = "aws:servicediscovery/httpNamespace:HttpNamespace";
export const PRIVATE_NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";
export const DISCOVERY_SERVICE = "aws:servicediscovery/service:Service";
export const REPOSITORY = "aws:ecr/repository:Repository";
export const REPOSITORY_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy";
export const LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
export const IMAGE = "docker:index/image:Image";

/** False for an ARN of another account or of AWS itself, which nobody here can look up. */
export function isOurs(reference: string, place: Pick<Place, "accountId">): boolean {
  const arn = parseArn(reference);
  return arn === undefined || arn.account === place.accountId || arn.account === "";
}

/** The resource of one of the types with that id or ARN. */
export function findAny(account: Account, types: readonly string[], reference: string): Existing | undefined {
  for (const type of types) {
    const found = account.find(type, reference);
    if (found) return found;
  }
  return undefined;
}

/** `<prefix>:exists:<path>`: what the property names exists, unless it lies in another account. */
export function exists(
  prefix: string,
  path: string,
  types: readonly string[],
  source: string,
  words: (reference: string) => string,
): Rule {
  return mustExist({
    id: `${prefix}:exists:${path}`,
    path,
    source,
    find: (reference, { account, place }) =>
      isOurs(reference, place) ? findAny(account, types, reference) : reference,
    words,
  });
}

/** A value as messages show it: text as it is, the rest as JSON. */
export function show(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "none" : JSON.stringify(value);
}
