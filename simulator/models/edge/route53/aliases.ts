/** Alias records: Route 53 answers with the addresses of an AWS resource or of another record of the zone. */
import type { Account, Existing } from "../../../account";
import type { Rule } from "../../../model";
import { CLOUDFRONT_ZONE } from "../cloudfront/distribution";
import { DISTRIBUTION } from "../cloudfront/references";
import { APPLY, dnsName, entries, text } from "../support";
import { findZone, fullName, recordsAt } from "./records";

const PREFIX = "route53/record";
const TARGETS = "Amazon Route 53 API Reference, AliasTarget";

const LOAD_BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const LOAD_BALANCER_NAME = /\.elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/;
const CLOUDFRONT_SUFFIX = ".cloudfront.net";

/** The AWS resource that a name belongs to, and its hosted zone. */
interface Target {
  readonly resource: Existing | undefined;
  readonly zoneId: unknown;
}

/** Undefined for names that are neither CloudFront's nor a load balancer's. */
function serviceTarget(account: Account, aliasName: unknown): Target | undefined {
  // The console and many examples write dualstack. before a load balancer's name.
  const name = dnsName(aliasName).replace(/^dualstack\./, "");
  if (name.endsWith(CLOUDFRONT_SUFFIX)) {
    const resource = account.ofType(DISTRIBUTION).find(({ outputs }) => outputs.domainName === name);
    return { resource, zoneId: CLOUDFRONT_ZONE };
  }
  if (!LOAD_BALANCER_NAME.test(name)) return undefined;
  const resource = LOAD_BALANCERS.flatMap((type) => account.ofType(type)).find(
    ({ outputs }) => dnsName(outputs.dnsName) === name,
  );
  return { resource, zoneId: resource?.outputs.zoneId };
}

export const aliasRules: readonly Rule[] = [
  {
    id: `${PREFIX}:alias-target`,
    when: APPLY,
    source: TARGETS,
    refuse: ({ inputs, account }) => {
      for (const alias of entries(inputs.aliases)) {
        const target = serviceTarget(account, alias.name);
        const found = target ? target.resource : ownTarget(account, inputs, alias.name);
        if (!found && (target ?? alias.zoneId === inputs.zoneId)) {
          return `InvalidChangeBatch: [Tried to create an alias that targets ${dnsName(alias.name)}., type ${text(inputs.type)} in zone ${text(alias.zoneId)}, but that target was not found]`;
        }
      }
      return undefined;
    },
  },
  {
    id: `${PREFIX}:alias-zone`,
    when: APPLY,
    source: TARGETS,
    refuse: ({ inputs, account }) => {
      const wrong = entries(inputs.aliases).find(({ name, zoneId }) => {
        const target = serviceTarget(account, name);
        return target?.resource && target.zoneId !== zoneId;
      });
      return (
        wrong &&
        `InvalidChangeBatch: [Tried to create an alias that targets ${dnsName(wrong.name)}., type ${text(inputs.type)} in zone ${text(wrong.zoneId)}, but the alias target name does not lie within the target zone]`
      );
    },
  },
  {
    id: `${PREFIX}:alias-type`,
    when: APPLY,
    source: "Amazon Route 53 Developer Guide: Choosing between alias and non-alias records",
    refuse: ({ inputs, account }) => {
      const type = text(inputs.type);
      const isService = entries(inputs.aliases).some((alias) => serviceTarget(account, alias.name));
      return isService && !["A", "AAAA", "HTTPS"].includes(type)
        ? `InvalidChangeBatch: [an alias to CloudFront or a load balancer is of type A or AAAA, not ${type}]`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:alias-health`,
    when: APPLY,
    source: `${TARGETS}: EvaluateTargetHealth`,
    refuse: ({ inputs }) =>
      entries(inputs.aliases).some(
        ({ name, evaluateTargetHealth }) =>
          dnsName(name).endsWith(CLOUDFRONT_SUFFIX) && evaluateTargetHealth === true,
      )
        ? "InvalidChangeBatch: [EvaluateTargetHealth cannot be true when the alias target is a CloudFront distribution]"
        : undefined,
  },
];

/** The record of the same zone and type that the alias names. */
function ownTarget(account: Account, inputs: Record<string, unknown>, name: unknown): Existing | undefined {
  const zone = findZone(account, inputs.zoneId);
  if (!zone) return undefined;
  return recordsAt(account, inputs, fullName(name, zone)).find(
    (record) => record.inputs.type === inputs.type,
  );
}
