/**
 * Rules on one resource see nothing of its component. What they cannot decide for want of a text waits until the
 * whole stack is there, and with it the component's word of what the text is made of.
 */
import type { ReportViolation, ResourceValidation, ResourceValidationArgs } from "@pulumi/policy";
import { concerns } from "./findings";
import { isUnknownValue } from "./reading";
import type { ResourceRule, StackRule } from "./rule";
import { sourcesOf, withSources } from "./sources";
import { TASK_DEFINITION } from "./taskDefinitions";

/** Types whose texts are often made of other resources' ids. */
const MADE = [
  TASK_DEFINITION,
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:kms/key:Key",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
];

interface Waiting {
  readonly args: ResourceValidationArgs;
  readonly error: Error;
  /** What was found all the same. */
  readonly told: ReadonlySet<string>;
}

/** The same rule, which on its second look, at the stack, says what it could not decide on the first. */
export function postponing(rule: ResourceRule): ResourceRule | (ResourceRule & StackRule) {
  const { validateResource } = rule;
  if (typeof validateResource !== "function" || !MADE.some((type) => concerns(validateResource, type))) {
    return rule;
  }
  const waiting = new Map<string, Waiting>();
  return {
    ...rule,
    validateResource: firstLook(validateResource, waiting),
    validateStack: ({ resources }, report) => {
      let undecided: Error | undefined;
      for (const [urn, one] of waiting) {
        const resource = resources.find((candidate) => candidate.urn === urn);
        const sources = resource && sourcesOf(resource);
        const left = sources
          ? secondLook(validateResource, one, withSources(one.args.props, sources), report)
          : one.error;
        undecided ??= left;
      }
      waiting.clear();
      if (undecided) throw undecided;
    },
  };
}

function firstLook(validate: ResourceValidation, waiting: Map<string, Waiting>): ResourceValidation {
  const look: ResourceValidation = (args, report) => {
    const told = new Set<string>();
    try {
      return validate(args, (message, urn) => {
        told.add(message);
        report(message, urn);
      });
    } catch (error) {
      if (!isUnknownValue(error) || !MADE.includes(args.type)) throw error;
      waiting.set(args.urn, { args, error, told });
    }
  };
  // For which types it is, if it says so.
  return Object.assign(look, validate);
}

/** @returns the first unknown value that left even this undecided */
function secondLook(
  validate: ResourceValidation,
  { args, told }: Waiting,
  props: ResourceValidationArgs["props"],
  report: ReportViolation,
): Error | undefined {
  try {
    void validate({ ...args, props }, (message) => {
      if (!told.has(message)) report(message, args.urn);
    });
    return undefined;
  } catch (error) {
    if (isUnknownValue(error)) return error;
    throw error;
  }
}
