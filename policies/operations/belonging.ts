/** Everything says to whom it belongs, and belongs to one stack alone. */
import type { PolicyResource } from "@pulumi/policy";
import { configTexts, forStack, forTypes, type Config } from "../lib/findings";
import { at, ifKnown, isBag, plainText } from "../lib/reading";
import { givenAt } from "../lib/references";
import { mendWithin } from "../lib/remedies";
import { defineRule } from "../lib/rule";
import { TAGGABLE, tagNamesOf } from "../lib/taggable";

const TAGS = ["Project", "Stack"];

export const tagsRequired = defineRule({
  name: "tags-required",
  description: "Everything that takes tags has the required ones, of its own or from its provider.",
  why: "Without tags nobody can tell what a line of the bill is for, or whether a thing may go.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "tags", "cost"],
  controls: {},
  fix: "Give the provider defaultTags. Where the pack may remediate, it adds the tags whose values it knows.",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  config: {
    required: { type: "array", items: { type: "string" }, default: TAGS, description: "Names of the tags." },
    values: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {},
      description:
        "Values to remediate with, by tag; Project and Stack have the names of the project and the stack.",
    },
  },
  examples: {
    fails: [{ type: "aws:sns/topic:Topic", name: "alarms", props: { tags: { Project: "shop" } } }],
    passes: [
      { type: "aws:sns/topic:Topic", name: "alarms", props: { tags: { Project: "shop", Stack: "prod" } } },
    ],
  },
  validateResource: forTypes(TAGGABLE, (props, findings, { provider, config }) => {
    const names = tagNamesOf(props, provider);
    const missing = requiredTags(config).filter((name) => !names.includes(name));
    if (missing.length > 0)
      findings.violation(`has no tag ${missing.join(" and no tag ")}; add it, best to the provider.`);
  }),
  remediateResource: (args) => {
    const { type, props, urn, provider } = args;
    if (!TAGGABLE.includes(type)) return undefined;
    const config = args.getConfig<Config>();
    const names = tagNamesOf(props, provider);
    const known = { ...ownValues(urn), ...(isBag(config.values) ? config.values : {}) };
    const missing = requiredTags(config).filter(
      (name) => !names.includes(name) && typeof known[name] === "string",
    );
    if (missing.length === 0) return undefined;
    const added = Object.fromEntries(missing.map((name) => [name, known[name]]));
    return mendWithin(props, "tags", added);
  },
});

function requiredTags(config: Config): readonly string[] {
  return config.required === undefined ? TAGS : configTexts(config, "required");
}

/** `urn:pulumi:<stack>::<project>::…` */
function ownValues(urn: string): Readonly<Record<string, unknown>> {
  const [, , Stack, , Project] = urn.split(":");
  return { Project, Stack };
}

/** Where each type has a name that is its own in the whole account, or in all of AWS. */
const NAMES: Readonly<Record<string, string>> = {
  "aws:budgets/budget:Budget": "name",
  "aws:cloudfront/function:Function": "name",
  "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "name",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": "name",
  "aws:cloudwatch/eventRule:EventRule": "name",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
  "aws:ecr/repository:Repository": "name",
  "aws:ecs/cluster:Cluster": "name",
  "aws:ecs/taskDefinition:TaskDefinition": "family",
  "aws:iam/instanceProfile:InstanceProfile": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/role:Role": "name",
  "aws:kms/alias:Alias": "name",
  "aws:lb/loadBalancer:LoadBalancer": "name",
  "aws:lb/targetGroup:TargetGroup": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws:secretsmanager/secret:Secret": "name",
  "aws:servicediscovery/httpNamespace:HttpNamespace": "name",
  "aws:sns/topic:Topic": "name",
  "aws:sqs/queue:Queue": "name",
  "aws:ssm/parameter:Parameter": "name",
  "aws:wafv2/webAcl:WebAcl": "name",
};

/** What Pulumi and the provider add to a name that the program did not give: seven hexadecimal digits or more. */
const RANDOM = /[0-9a-f]{7,}(?:-\w{6})?$/;

export const namesUnique = defineRule({
  name: "names-unique",
  description:
    "No two things of a kind have the same name, and every name that AWS holds unique carries the stack's.",
  why: "The second stack in an account fails on the first name that the first stack has, in the midst of its creation.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "names"],
  controls: {},
  fix: "Put the name of the stack into the name, or leave the name to Pulumi, which makes one up.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming",
  config: {
    carryStack: {
      type: "boolean",
      default: true,
      description: "Whether given names must carry the name of the stack.",
    },
  },
  examples: {
    fails: [{ type: "aws:sns/topic:Topic", name: "alarms", props: { name: "alarms" } }],
    passes: [{ type: "aws:sns/topic:Topic", name: "alarms", props: { name: "shop-prod-alarms" } }],
  },
  validateStack: forStack((stack, findings, config) => {
    const owners = new Map<string, PolicyResource>();
    findings.forEach(stack.of(Object.keys(NAMES)), (resource) => {
      const name = plainText(givenAt(resource, NAMES[resource.type]));
      if (name === "") return;
      const key = `${resource.type} ${plainText(ifKnown(() => at(resource.props, "region"), ""))} ${name}`;
      const owner = owners.get(key) ?? resource;
      owners.set(key, owner);
      if (owner !== resource)
        findings.violation(`is named ${name}, as ${owner.name} is; rename one.`, resource);
      const [, , stackName] = resource.urn.split(":");
      if (config.carryStack === false || name.includes(stackName) || RANDOM.test(name)) return;
      findings.violation(
        `is named ${name}, without the stack's name; another stack's would be the same.`,
        resource,
      );
    });
  }),
});
