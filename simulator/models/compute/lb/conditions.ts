/** Conditions and transforms of listener rules. */
import type { Props, Rule } from "../../../model";
import type { Format, Range } from "../../../shape";
import { ipv4BlockProblem } from "../../foundation/kit/cidr";
import { APPLY, firstProblem, rule } from "../../foundation/kit/rules";
import { object, objects, textsAt, valuesAt } from "../../foundation/kit/values";
import { show } from "../references";

const KINDS = ["hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp"];
/** Kinds of which a rule has one condition at most. */
const SINGLE = ["hostHeader", "httpRequestMethod", "pathPattern", "sourceIp"];
/** Elastic Load Balancing quotas: condition values and wildcards of a rule. */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 6;
const PATTERN: Range = [1, 128];

export const conditionShape = {
  required: [
    "conditions[].queryStrings[].value",
    "conditions[].httpHeader.httpHeaderName",
    "transforms[].type",
    "transforms[].urlRewriteConfig.rewrite.regex",
    "transforms[].urlRewriteConfig.rewrite.replace",
    "transforms[].hostHeaderRewriteConfig.rewrite.regex",
    "transforms[].hostHeaderRewriteConfig.rewrite.replace",
  ],
  values: { "transforms[].type": ["host-header-rewrite", "url-rewrite"] },
  lengths: {
    "conditions[].hostHeader.values[]": PATTERN,
    "conditions[].hostHeader.regexValues[]": PATTERN,
    "conditions[].pathPattern.values[]": PATTERN,
    "conditions[].pathPattern.regexValues[]": PATTERN,
    "conditions[].httpHeader.values[]": PATTERN,
    "conditions[].queryStrings[].value": PATTERN,
    "transforms[].urlRewriteConfig.rewrite.regex": [1, 1024] as Range,
    "transforms[].urlRewriteConfig.rewrite.replace": [0, 1024] as Range,
    "transforms[].hostHeaderRewriteConfig.rewrite.regex": [1, 1024] as Range,
    "transforms[].hostHeaderRewriteConfig.rewrite.replace": [0, 1024] as Range,
  },
  formats: {
    "conditions[].hostHeader.values[]": {
      pattern: /^[A-Za-z0-9.*?-]*$/,
      words: "letters, digits, hyphens, periods and the wildcards * and ?",
    },
    "conditions[].pathPattern.values[]": {
      pattern: /^[A-Za-z0-9_.$/~"'@:+&()!,;=*?-]*$/,
      words: "letters, digits and _-.$/~\"'@:+&()!,;=*?",
    },
    "conditions[].httpHeader.httpHeaderName": {
      pattern: /^[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}$/,
      words: "a header's name of at most 40 characters",
    },
    "conditions[].httpRequestMethod.values[]": {
      pattern: /^[A-Za-z-_]{1,40}$/,
      words: "a method of at most 40 letters, hyphens and underscores",
    },
  } satisfies Record<string, Format>,
};

/** The rules about a rule's conditions and transforms. */
export function conditionRules(prefix: string, source: string, api: string): Rule[] {
  const conditions = (inputs: Props): Props[] => objects(inputs, "conditions");
  return [
    rule(`${prefix}:one-kind-a-condition`, "check", source, ({ inputs }) => {
      for (const [index, condition] of conditions(inputs).entries()) {
        const kinds = kindsOf(condition);
        if (kinds.length !== 1) {
          return `conditions[${index}]: exactly one of ${KINDS.join(", ")} must be set, got ${kinds.join(", ") || "none"}`;
        }
      }
      return undefined;
    }),
    rule(`${prefix}:condition-values`, "check", source, ({ inputs }) => {
      const empty = conditions(inputs).findIndex(
        (condition) => kindsOf(condition).length === 1 && valuesOf(condition).length === 0,
      );
      return empty === -1 ? undefined : `conditions[${empty}]: at least one value must be given`;
    }),
    rule(`${prefix}:values-quota`, APPLY, api, ({ inputs }) => {
      const count = conditions(inputs).flatMap(valuesOf).length;
      return count > MAX_VALUES
        ? `TooManyConditions: A rule can have at most ${MAX_VALUES} condition values, got ${count}`
        : undefined;
    }),
    rule(`${prefix}:wildcards-quota`, APPLY, api, ({ inputs }) => {
      const patterns = ["hostHeader", "pathPattern", "httpHeader"].flatMap((kind) =>
        textsAt(inputs, `conditions[].${kind}.values[]`),
      );
      const count = patterns.join("").replaceAll(/[^*?]/g, "").length;
      return count > MAX_WILDCARDS
        ? `ValidationError: A rule can have at most ${MAX_WILDCARDS} wildcards, got ${count}`
        : undefined;
    }),
    rule(`${prefix}:one-condition-a-kind`, APPLY, api, ({ inputs }) => {
      const kinds = conditions(inputs).flatMap(kindsOf);
      const repeated = SINGLE.find((kind) => kinds.filter((other) => other === kind).length > 1);
      return repeated === undefined
        ? undefined
        : `InvalidConfigurationRequest: A rule can have only one ${repeated} condition`;
    }),
    rule(`${prefix}:source-ip`, "check", source, ({ inputs }) =>
      firstProblem(inputs, ["conditions[].sourceIp.values[]"], (block) =>
        block.includes(":") ? undefined : ipv4BlockProblem(block),
      ),
    ),
    regexRule(prefix, api),
    ...transformRules(prefix, source, api),
  ];
}

/** Elastic Load Balancing matches in linear time: no lookaround, no backreferences. */
function regexRule(prefix: string, api: string): Rule {
  const paths = [
    "conditions[].hostHeader.regexValues[]",
    "conditions[].pathPattern.regexValues[]",
    "transforms[].urlRewriteConfig.rewrite.regex",
    "transforms[].hostHeaderRewriteConfig.rewrite.regex",
  ];
  return rule(`${prefix}:regex`, APPLY, api, ({ inputs }) =>
    firstProblem(inputs, paths, (pattern) => {
      const fault = /\(\?<?[=!]/.test(pattern)
        ? "lookaround is not supported"
        : /\\[1-9]/.test(pattern)
          ? "backreferences are not supported"
          : syntaxProblem(pattern);
      return (
        fault && `InvalidConfigurationRequest: The regular expression '${pattern}' is not valid: ${fault}`
      );
    }),
  );
}

function syntaxProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

function transformRules(prefix: string, source: string, api: string): Rule[] {
  const transforms = (inputs: Props): Props[] => objects(inputs, "transforms");
  const blockOf = (type: unknown): string =>
    type === "url-rewrite" ? "urlRewriteConfig" : "hostHeaderRewriteConfig";
  return [
    rule(`${prefix}:transform-block`, "check", source, ({ inputs }) => {
      const index = transforms(inputs).findIndex(
        ({ type, ...blocks }) => object(object(blocks, blockOf(type)), "rewrite") === undefined,
      );
      if (index === -1) return undefined;
      const type = transforms(inputs)[index]?.type;
      return `transforms[${index}]: type ${String(type)} needs ${blockOf(type)}.rewrite with regex and replace`;
    }),
    rule(`${prefix}:one-transform-a-type`, APPLY, api, ({ inputs }) => {
      const types = valuesAt(inputs, "transforms[].type");
      const repeated = types.find((type, index) => types.indexOf(type) !== index);
      return repeated === undefined
        ? undefined
        : `InvalidConfigurationRequest: A rule can have only one ${show(repeated)} transform`;
    }),
  ];
}

function kindsOf(condition: Props): string[] {
  return KINDS.filter((kind) => condition[kind] !== undefined);
}

function valuesOf(condition: Props): unknown[] {
  return KINDS.flatMap((kind) => {
    if (kind === "queryStrings") return objects(condition, kind);
    const block = object(condition, kind);
    const lists = [block?.values, block?.regexValues];
    return lists.flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  });
}
