import type { Account, Existing } from "../../../account";
import type { Place, Props, ResourceModel, Rule } from "../../../model";
import { ARN, arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { objects, text } from "../../foundation/kit/values";
import { exists, isOurs } from "../references";
import { containerRules } from "./containerRules";
import { containersOf } from "./containers";
import { fargateRules } from "./fargate";

const PREFIX = "ecs/taskDefinition";
const API = "Amazon ECS API, RegisterTaskDefinition";

/** Everything but tags, skipDestroy and trackLatest makes a new revision. */
const REVISION = [
  "containerDefinitions",
  "cpu",
  "enableFaultInjection",
  "ephemeralStorage",
  "executionRoleArn",
  "family",
  "ipcMode",
  "memory",
  "networkMode",
  "pidMode",
  "placementConstraints",
  "proxyConfiguration",
  "region",
  "requiresCompatibilities",
  "runtimePlatform",
  "taskRoleArn",
  "volumes",
];

export const taskDefinition: ResourceModel = {
  type: TYPES.taskDefinition,
  shape: {
    source: "terraform-provider-aws internal/service/ecs/task_definition.go",
    replaceOn: REVISION,
    required: [
      "family",
      "containerDefinitions",
      "volumes[].name",
      "volumes[].efsVolumeConfiguration.fileSystemId",
      "ephemeralStorage.sizeInGib",
      "placementConstraints[].type",
    ],
    values: {
      networkMode: ["bridge", "host", "awsvpc", "none"],
      ipcMode: ["host", "task", "none"],
      pidMode: ["host", "task"],
      "requiresCompatibilities[]": ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"],
      "runtimePlatform.cpuArchitecture": ["X86_64", "ARM64"],
      "runtimePlatform.operatingSystemFamily": [
        "LINUX",
        ...[
          "2004_CORE",
          "2016_FULL",
          "2019_CORE",
          "2019_FULL",
          "2022_CORE",
          "2022_FULL",
          "2025_CORE",
          "2025_FULL",
        ].map((edition) => `WINDOWS_SERVER_${edition}`),
        "WINDOWS_SERVER_20H2_CORE",
      ],
      "placementConstraints[].type": ["memberOf"],
    },
    ranges: { "ephemeralStorage.sizeInGib": [21, 200] },
    lengths: { family: [1, 255], placementConstraints: [0, 10] },
    formats: {
      family: { pattern: /^[0-9A-Za-z_-]+$/, words: "letters, digits, underscores and hyphens" },
      executionRoleArn: ARN,
      taskRoleArn: ARN,
    },
    defaults: { skipDestroy: false, trackLatest: false, enableFaultInjection: false },
  },
  rules: [
    ...["executionRoleArn", "taskRoleArn"].map((path) =>
      exists(PREFIX, path, [TYPES.role], API, (arn) => `ClientException: Role is not valid: ${arn}`),
    ),
    secretsExist(),
    logGroupsExist(),
    ...containerRules(PREFIX),
    ...fargateRules(PREFIX),
    tagRule(PREFIX),
  ],
  create: (inputs, place, account) => {
    const family = text(inputs, "family") ?? "";
    const arnWithoutRevision = arnOf(place, "ecs", `task-definition/${family}`);
    const revision = revisionOf(family, place, account);
    return {
      id: family,
      outputs: { arn: `${arnWithoutRevision}:${revision}`, arnWithoutRevision, revision },
    };
  },
  stable: ["arn", "revision"],
  note: (place, account, { inputs, outputs }) => {
    const key = familyKey(text(inputs, "family") ?? "", place);
    account.remember(REVISIONS, key, Math.max(Number(outputs.revision), lastRevision(account, key)));
  },
};

/** The account's memory of the last revision of each family, by region and name. */
const REVISIONS = "task definition revisions";

function familyKey(family: string, { region }: Pick<Place, "region">): string {
  return `${region}|${family}`;
}

function lastRevision(account: Account, key: string): number {
  return Number(account.recall(REVISIONS, key) ?? 0);
}

/** Revisions count up within a family and are never used again, not even after the family's last one is gone. */
function revisionOf(family: string, place: Place, account: Account): number {
  return lastRevision(account, familyKey(family, place)) + 1;
}

/** A task whose secret is missing never starts (ResourceInitializationError). */
function secretsExist(): Rule {
  const source = "Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container";
  return rule(`${PREFIX}:exists:secrets`, APPLY, source, ({ inputs, place, account }) => {
    const references = containersOf(inputs)
      .list.flatMap((container) => objects(container, "secrets"))
      .map((secret) => String(secret.valueFrom));
    const missing = references.find((reference) => {
      if (!/^arn:[a-z-]+:(secretsmanager|ssm):/.test(reference) || !isOurs(reference, place)) return false;
      const secretArn = reference.split(":").slice(0, 7).join(":");
      return !account.find(TYPES.secret, secretArn) && !account.find(TYPES.parameter, reference);
    });
    return missing === undefined
      ? undefined
      : `ResourceInitializationError: unable to pull secrets or registry auth: ${missing} does not exist`;
  });
}

/** A task whose log group is missing never starts. */
function logGroupsExist(): Rule {
  const source = "Amazon ECS Developer Guide, Send Amazon ECS logs to CloudWatch";
  return rule(`${PREFIX}:exists:awslogs-group`, APPLY, source, ({ inputs, place, account }) => {
    for (const container of containersOf(inputs).list) {
      const logs = container.logConfiguration as Props | undefined;
      const options = (logs?.options ?? {}) as Props;
      const group = text(options, "awslogs-group");
      if (logs?.logDriver !== "awslogs" || group === undefined || options["awslogs-create-group"] === "true")
        continue;
      const found = account
        .ofType(TYPES.logGroup)
        .some(
          (other) =>
            other.region === (options["awslogs-region"] ?? place.region) && other.outputs.name === group,
        );
      if (!found) {
        return `ResourceInitializationError: failed to validate logger args: The specified log group does not exist: ${group}`;
      }
    }
    return undefined;
  });
}

/** The task definition that `FAMILY:REVISION`, a family or an ARN means. */
export function taskDefinitionOf(account: Account, reference: unknown): Existing | undefined {
  const wanted = String(reference).split(":task-definition/").pop() ?? "";
  const parts = wanted.split(":");
  const family = parts[0];
  const revision = parts.at(1);
  return account
    .ofType(TYPES.taskDefinition)
    .filter((task) => task.inputs.family === family)
    .filter((task) => revision === undefined || String(task.outputs.revision) === revision)
    .at(-1);
}
