import type { ResourceModel } from "../../../model";
import { arnOf } from "../../foundation/kit/arn";
import { APPLY, rule, takesAlong, unique } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { isOn, objects, text } from "../../foundation/kit/values";
import { exists, LIFECYCLE_POLICY, REPOSITORY, REPOSITORY_POLICY, show } from "../references";
import { forgetImages, holdsImages } from "./images";

const PREFIX = "ecr/repository";
const API = "Amazon ECR API, CreateRepository";
const FILTERS = "imageTagMutabilityExclusionFilters";

export const repository: ResourceModel = {
  type: REPOSITORY,
  shape: {
    source: "terraform-provider-aws internal/service/ecr/repository.go",
    replaceOn: ["name", "encryptionConfigurations", "region"],
    required: [`${FILTERS}[].filter`, `${FILTERS}[].filterType`, "imageScanningConfiguration.scanOnPush"],
    values: {
      imageTagMutability: ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"],
      "encryptionConfigurations[].encryptionType": ["AES256", "KMS", "KMS_DSSE"],
      [`${FILTERS}[].filterType`]: ["WILDCARD"],
    },
    lengths: { name: [2, 256], [FILTERS]: [0, 5], [`${FILTERS}[].filter`]: [1, 128] },
    formats: {
      name: {
        pattern: /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
        words: "lower-case letters and digits, separated by single periods, underscores, hyphens or slashes",
      },
      [`${FILTERS}[].filter`]: {
        pattern: /^[a-zA-Z0-9._-]*(\*[a-zA-Z0-9._-]*){0,2}$/,
        words: "letters, digits, periods, underscores, hyphens and at most two asterisks",
      },
    },
    defaults: { imageTagMutability: "MUTABLE", forceDelete: false },
    autoName: { property: "name", max: 256 },
  },
  rules: [
    rule(
      `${PREFIX}:exclusion-filters`,
      "check",
      "terraform-provider-aws internal/service/ecr/repository.go",
      ({ inputs }) =>
        objects(inputs, FILTERS).length > 0 && !String(inputs.imageTagMutability).endsWith("_WITH_EXCLUSION")
          ? `${FILTERS} can only be used when imageTagMutability is MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION, got ${String(inputs.imageTagMutability)}`
          : undefined,
    ),
    unique({
      id: `${PREFIX}:duplicate`,
      type: REPOSITORY,
      source: API,
      same: ["name"],
      words: ({ name }) =>
        `RepositoryAlreadyExistsException: The repository with name '${String(name)}' already exists in the registry`,
    }),
    rule(`${PREFIX}:kms-key`, APPLY, API, ({ inputs }) => {
      const wrong = objects(inputs, "encryptionConfigurations").find(
        (item) => text(item, "kmsKey") !== undefined && !String(item.encryptionType).startsWith("KMS"),
      );
      return wrong
        ? `InvalidParameterException: kmsKey goes with encryptionType KMS, got ${show(wrong.encryptionType ?? "AES256")}`
        : undefined;
    }),
    exists(
      PREFIX,
      "encryptionConfigurations[].kmsKey",
      [TYPES.key],
      API,
      (key) => `KmsException: The KMS key '${key}' does not exist`,
    ),
    tagRule(PREFIX),
    rule(
      `${PREFIX}:not-empty`,
      "delete",
      "Amazon ECR API, DeleteRepository",
      ({ inputs, place, account }) => {
        const self = account.get(place.urn);
        return self && !isOn(inputs, "forceDelete") && holdsImages(account, self)
          ? `RepositoryNotEmptyException: ECR Repository (${String(self.outputs.name)}) not empty, consider using force_delete`
          : undefined;
      },
    ),
  ],
  create: (inputs, place) => {
    const name = text(inputs, "name") ?? "";
    return {
      id: name,
      outputs: {
        arn: arnOf(place, "ecr", `repository/${name}`),
        registryId: place.accountId,
        repositoryUrl: `${place.accountId}.dkr.ecr.${place.region}.amazonaws.com/${name}`,
      },
    };
  },
  remove: (place, account, self) => {
    forgetImages(account, self);
    withRepository(place, account, self);
  },
};

const withRepository = takesAlong([
  { type: LIFECYCLE_POLICY, path: "repository" },
  { type: REPOSITORY_POLICY, path: "repository" },
]);

const POLICY = "ecr/repositoryPolicy";
const POLICY_API = "Amazon ECR API, SetRepositoryPolicy";

export const repositoryPolicy: ResourceModel = {
  type: REPOSITORY_POLICY,
  shape: {
    source: "terraform-provider-aws internal/service/ecr/repository_policy.go",
    replaceOn: ["repository", "region"],
    required: ["policy", "repository"],
    lengths: { policy: [0, 10240] },
    tags: false,
  },
  rules: [
    exists(POLICY, "repository", [REPOSITORY], POLICY_API, repositoryMissing),
    rule(
      `${POLICY}:policy-json`,
      "check",
      "terraform-provider-aws internal/verify, ValidIAMPolicyJSON",
      ({ inputs }) =>
        inputs.policy === undefined || statementsOf(inputs.policy)
          ? undefined
          : '"policy" contains an invalid JSON policy: expected an object with Statement',
    ),
    rule(`${POLICY}:no-resource`, APPLY, POLICY_API, ({ inputs }) =>
      statementsOf(inputs.policy)?.some((statement) => statement.Resource !== undefined)
        ? "InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided': a repository policy names no Resource"
        : undefined,
    ),
  ],
  create: (inputs, place) => ({ id: String(inputs.repository), outputs: { registryId: place.accountId } }),
};

export function repositoryMissing(name: string): string {
  return `RepositoryNotFoundException: The repository with name '${name}' does not exist in the registry`;
}

function statementsOf(policy: unknown): Record<string, unknown>[] | undefined {
  try {
    const { Statement: statement } = JSON.parse(String(policy)) as { Statement?: Record<string, unknown> };
    return statement && ([] as Record<string, unknown>[]).concat(statement);
  } catch {
    return undefined;
  }
}
