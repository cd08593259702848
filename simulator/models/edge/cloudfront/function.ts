import { Script } from "node:vm";
import type { ResourceModel, Rule } from "../../../model";
import { entityTag } from "../ids";
import { APPLY, ARN_FORMAT, entries, list, text } from "../support";
import { behaviorsOf, FUNCTION, inUse, nameTaken } from "./references";

const PREFIX = "cloudfront/function";
const MAX_BYTES = 10 * 1024;

const rules: readonly Rule[] = [
  nameTaken(`${PREFIX}:name-taken`, FUNCTION, "FunctionAlreadyExists"),
  {
    id: `${PREFIX}:name`,
    when: "create",
    source: "Amazon CloudFront API Reference, CreateFunction: Name",
    refuse: ({ inputs }) =>
      /^[a-zA-Z0-9_-]{1,64}$/.test(text(inputs.name))
        ? undefined
        : `InvalidArgument: a function's name has 1 to 64 letters, digits, hyphens and underscores: ${text(inputs.name)}`,
  },
  {
    id: `${PREFIX}:size`,
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Quotas on CloudFront Functions, function size 10 KB",
    refuse: ({ inputs }) => {
      const size = Buffer.byteLength(text(inputs.code));
      if (size === 0) return "InvalidArgument: the function's code is empty";
      return size > MAX_BYTES
        ? `FunctionSizeLimitExceeded: the function has ${size} bytes of ${MAX_BYTES}`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:code`,
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: JavaScript runtime features for CloudFront Functions",
    refuse: ({ inputs }) => {
      const fault = syntaxFault(text(inputs.code), text(inputs.runtime));
      return fault && `InvalidArgument: the function's code does not compile: ${fault}`;
    },
  },
  {
    id: `${PREFIX}:key-value-stores`,
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Amazon CloudFront KeyValueStore",
    refuse: ({ inputs }) => {
      const count = list(inputs.keyValueStoreAssociations).length;
      if (count > 1) return `InvalidArgument: a function has at most one key value store, not ${count}`;
      return count === 1 && inputs.runtime !== "cloudfront-js-2.0"
        ? "InvalidArgument: key value stores need the runtime cloudfront-js-2.0"
        : undefined;
    },
  },
  inUse(`${PREFIX}:in-use`, "FunctionInUse", (distribution, own) =>
    behaviorsOf(distribution).some((behavior) =>
      entries(behavior.functionAssociations).some(({ functionArn }) => functionArn === own.outputs.arn),
    ),
  ),
];

/** Runtime 2.0 alone knows modules, of which CloudFront has its own few; the rest is one plain script. */
function syntaxFault(code: string, runtime: string): string | undefined {
  const script =
    runtime === "cloudfront-js-2.0"
      ? code.replace(/^[ \t]*import\s+\w+\s+from\s+['"](cloudfront|crypto|querystring)['"];?/gm, "")
      : code;
  try {
    new Script(script, { filename: "function.js" });
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

export const cloudfrontFunction: ResourceModel = {
  type: FUNCTION,
  shape: {
    source: "terraform-provider-aws internal/service/cloudfront/function.go",
    replaceOn: ["name"],
    required: ["code", "runtime"],
    values: { runtime: ["cloudfront-js-1.0", "cloudfront-js-2.0"] },
    formats: { "keyValueStoreAssociations[]": ARN_FORMAT },
    lengths: { comment: [0, 128] },
    defaults: { publish: true, comment: "" },
    autoName: { property: "name", max: 64 },
  },
  rules,
  create: (inputs, place) => ({
    id: text(inputs.name),
    outputs: {
      arn: `arn:${place.partition}:cloudfront::${place.accountId}:function/${text(inputs.name)}`,
      etag: entityTag(place.urn, inputs),
      liveStageEtag: inputs.publish === false ? "" : entityTag(`live|${place.urn}`, inputs),
      status: inputs.publish === false ? "UNPUBLISHED" : "UNASSOCIATED",
    },
  }),
};
