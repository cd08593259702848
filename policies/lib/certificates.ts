/** ACM's certificates: which one a listener or a distribution has, what it covers, and where it lies. */
import type { PolicyResource } from "@pulumi/policy";
import { asList, at, ifKnown, isUnknownValue, some, textAt } from "./reading";
import { dependenciesAmong, givenAt, referredTo, type Path } from "./references";
import type { Stack } from "./stack";

export const CERTIFICATE = "aws:acm/certificate:Certificate";
export const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const KEYS = ["arn", "id"];

/**
 * The certificate of the stack to which a property refers, by its own ARN or by its validation's; undefined for
 * none, and for one of another stack.
 *
 * @throws the unknown value, when the recorded dependencies do not tell which one it is
 */
export function certificateAt(
  consumer: PolicyResource,
  path: Path,
  stack: Stack,
): PolicyResource | undefined {
  const [certificates, validations] = [stack.of([CERTIFICATE]), stack.of([VALIDATION])];
  try {
    return referredTo(consumer, path, certificates, KEYS);
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    const validated = dependenciesAmong(consumer, path, validations).map((one) => certificateOf(one, stack));
    const possible = new Set([...dependenciesAmong(consumer, path, certificates), ...validated]);
    const [only] = possible;
    if (possible.size !== 1 || only === undefined) throw error;
    return only;
  }
}

function certificateOf(validation: PolicyResource, stack: Stack): PolicyResource | undefined {
  return referredTo(validation, "certificateArn", stack.of([CERTIFICATE]), KEYS);
}

/** Names that a certificate covers. */
export function namesOf(certificate: PolicyResource): readonly string[] {
  const further = asList(givenAt(certificate, "subjectAlternativeNames"));
  return [
    textAt(certificate.props, "domainName") ?? "",
    ...further.filter((name) => typeof name === "string"),
  ];
}

/** What keeps a consumer from waiting until ACM has issued its certificate; undefined when it does. */
export function missingValidation(
  consumer: PolicyResource,
  path: Path,
  certificate: PolicyResource,
  stack: Stack,
): string | undefined {
  if (!isIssuedByAcm(certificate)) return undefined;
  const validations = stack.of([VALIDATION]);
  if (!some(validations, (one) => certificateOf(one, stack) === certificate)) {
    return `certificate ${certificate.name} has no aws.acm.CertificateValidation, so nobody waits until ACM has issued it`;
  }
  const direct = dependenciesAmong(consumer, path, [certificate]).length > 0;
  const waits =
    dependenciesAmong(consumer, path, validations).length > 0 ||
    consumer.dependencies.some((one) => validations.includes(one));
  if (!direct || waits) return undefined;
  return `takes the ARN from certificate ${certificate.name} itself, not from its validation, and may be made too early`;
}

/** Not for imported certificates, nor for those of a private authority. */
function isIssuedByAcm(certificate: PolicyResource): boolean {
  return ["certificateBody", "certificateAuthorityArn"].every((key) => {
    const value = ifKnown(() => at(certificate.props, key), undefined);
    return value === undefined || value === "";
  });
}

/**
 * The region of a resource.
 *
 * @throws the unknown value, when neither its ARN nor its settings nor its provider's tell
 */
export function regionOf(resource: PolicyResource): string | undefined {
  const arn = ifKnown(() => textAt(resource.props, "arn"), undefined);
  const given = ifKnown(() => textAt(resource.props, "region"), undefined);
  const provided = ifKnown(() => textAt(resource.provider?.props, "region"), undefined);
  return arn?.split(":")[3] ?? given ?? provided ?? textAt(resource.props, "region");
}
