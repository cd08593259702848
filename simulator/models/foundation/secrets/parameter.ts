import type { Place, Props, ResourceModel } from "../../../model";
import { arnOf } from "../kit/arn";
import { APPLY, requiredWith, rule, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isOn, text } from "../kit/values";
import { keyReference } from "./kms";

const SOURCE = "terraform-provider-aws internal/service/ssm/parameter.go";
const PUT = "Systems Manager PutParameter";
const VALUES = ["value", "insecureValue", "valueWo"] as const;
const MAX_LEVELS = 15;

export const parameter: ResourceModel = {
  type: TYPES.parameter,
  shape: {
    source: SOURCE,
    replaceOn: ["dataType", "name", "region"],
    required: ["type"],
    exactlyOneOf: [VALUES],
    values: {
      type: ["String", "StringList", "SecureString"],
      dataType: ["text", "aws:ec2:image", "aws:ssm:integration"],
      tier: ["Standard", "Advanced", "Intelligent-Tiering"],
    },
    lengths: { name: [1, 2048], description: [0, 1024], allowedPattern: [0, 1024] },
    defaults: { dataType: "text", tier: "Standard" },
    autoName: { property: "name", max: 2048 },
  },
  rules: [
    requiredWith(
      "ssm/parameter:required-with",
      { valueWo: ["valueWoVersion"], valueWoVersion: ["valueWo"] },
      SOURCE,
    ),
    rule("ssm/parameter:name", "create", `${PUT}: Name`, ({ inputs }) =>
      nameProblem(text(inputs, "name") ?? ""),
    ),
    rule("ssm/parameter:duplicate", "create", `${PUT}: ParameterAlreadyExists`, (input) =>
      isOn(input.inputs, "overwrite") ? undefined : twin.refuse(input),
    ),
    rule("ssm/parameter:secure-value", APPLY, SOURCE, ({ inputs }) =>
      inputs.type === "SecureString" && text(inputs, "insecureValue") !== undefined
        ? "invalid configuration, cannot set type = SecureString and insecure_value"
        : undefined,
    ),
    rule("ssm/parameter:size", APPLY, `${PUT}: Value`, ({ inputs }) => {
      const max = inputs.tier === "Standard" ? 4096 : 8192;
      const bytes = Buffer.byteLength(valueOf(inputs) ?? "");
      if (bytes <= max) return undefined;
      return `ValidationException: ${String(inputs.tier)} tier parameters support a maximum parameter value of ${max} characters, got ${bytes}`;
    }),
    rule("ssm/parameter:pattern", APPLY, `${PUT}: ParameterPatternMismatchException`, ({ inputs }) => {
      const pattern = text(inputs, "allowedPattern");
      const value = valueOf(inputs);
      if (pattern === undefined || value === undefined || matches(pattern, value)) return undefined;
      return `ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: ${pattern}`;
    }),
    rule(
      "ssm/parameter:type-change",
      "update",
      `${PUT}: HierarchyTypeMismatchException`,
      ({ inputs, before }) =>
        before && before.type !== inputs.type
          ? `HierarchyTypeMismatchException: The parameter's type cannot be changed from ${String(before.type)} to ${String(inputs.type)}`
          : undefined,
    ),
    keyReference("ssm/parameter", "keyId"),
    tagRule("ssm/parameter"),
  ],
  replaces: (before, after) => (before.tier === "Advanced" && after.tier === "Standard" ? ["tier"] : []),
  recomputed: ["version", "value", "insecureValue"],
  // Each PutParameter makes a version.
  update: (inputs, place, _account, { outputs: { version } }) => ({
    ...inputs,
    ...parameterOutputs(inputs, place),
    version: Number(version) + 1,
  }),
  create: (inputs, place) => ({
    id: String(inputs.name),
    outputs: { ...parameterOutputs(inputs, place), version: 1 },
  }),
  secretOutputs: ["value", "valueWo"],
};

function parameterOutputs(inputs: Props, place: Place): Props {
  const name = String(inputs.name);
  const isSecure = inputs.type === "SecureString";
  return {
    arn: arnOf(place, "ssm", `parameter/${name.replace(/^\//, "")}`),
    hasValueWo: inputs.valueWo !== undefined,
    insecureValue: inputs.insecureValue ?? (isSecure ? "" : (inputs.value ?? "")),
    keyId: inputs.keyId ?? (isSecure ? "alias/aws/ssm" : ""),
    value: valueOf(inputs) ?? "",
  };
}

const twin = unique({
  id: "ssm/parameter:duplicate",
  type: TYPES.parameter,
  source: PUT,
  same: ["name"],
  words: () =>
    "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
});

function valueOf(inputs: Props): string | undefined {
  return VALUES.map((property) => text(inputs, property)).find((value) => value !== undefined);
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return false;
  }
}

function nameProblem(name: string): string | undefined {
  if (!/^[\w./-]*$/.test(name)) {
    return `ValidationException: Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed: ${name}`;
  }
  if (name.includes("/") && !name.startsWith("/")) {
    return `ValidationException: Parameter name must be a fully qualified name: ${name}`;
  }
  if (/^\/?(aws|ssm)/i.test(name))
    return `AccessDeniedException: No access to reserved parameter name: ${name}.`;
  const levels = name.split("/").length - 1;
  return levels > MAX_LEVELS
    ? `HierarchyLevelLimitExceededException: ${levels} levels, at most ${MAX_LEVELS}`
    : undefined;
}
