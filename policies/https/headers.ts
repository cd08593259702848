/** Browsers that came once by HTTPS come by nothing else. */
import type { PolicyResource } from "@pulumi/policy";
import { DISTRIBUTION } from "../lib/distributions";
import { configNumber, forStack, type Findings } from "../lib/findings";
import { asList, at, isGiven, readers, shown } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

const HEADERS_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

/** AWS's own response headers policies without HSTS: SimpleCORS and CORS-With-Preflight. */
const MANAGED_WITHOUT = ["60669652-455b-4ae9-85a4-c4c02393f86c", "5cc3b908-e619-4b99-88e5-2cf7f45965bd"];

type Steps = readonly [string, ...(string | number)[]];
const POLICY_ID = "responseHeadersPolicyId";
const YEAR = 365 * 24 * 3600;

const site = (defaultCacheBehavior: object): ExampleResource => ({
  type: DISTRIBUTION,
  name: "site",
  props: { defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https", ...defaultCacheBehavior } },
});

export const cloudfrontHsts = defineRule({
  name: "cloudfront-hsts",
  description:
    "Every cache behaviour of a distribution sends Strict-Transport-Security for a year or longer.",
  level: "mandatory",
  severity: "medium",
  tags: ["https", "cloudfront"],
  why: "A redirect protects from the second request on; HSTS keeps the browser from ever making the first in the clear.",
  fix: "Give the behaviour a response headers policy with strictTransportSecurity, or AWS's SecurityHeadersPolicy.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html",
  controls: { checkov: ["CKV_AWS_259", "CKV2_AWS_32"] },
  config: {
    minimumSeconds: {
      type: "integer",
      minimum: 0,
      default: YEAR,
      description: "How long browsers must remember at least.",
    },
  },
  examples: {
    fails: [site({})],
    passes: [
      {
        type: HEADERS_POLICY,
        name: "headers",
        props: {
          securityHeadersConfig: {
            strictTransportSecurity: { accessControlMaxAgeSec: YEAR, override: true },
          },
        },
      },
      site({ responseHeadersPolicyId: ref("headers", "id") }),
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    const minimum = configNumber(config, "minimumSeconds", YEAR);
    findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
      const ordered = readers(givenAt(distribution, "orderedCacheBehaviors"));
      const paths: Steps[] = [
        ["defaultCacheBehavior", POLICY_ID],
        ...ordered.map((_, index) => ["orderedCacheBehaviors", index, POLICY_ID] as const),
      ];
      for (const path of paths) {
        findings.attempt(() => {
          checkBehaviour(distribution, path, stack, minimum, findings);
        });
      }
    });
  }),
});

function checkBehaviour(
  distribution: PolicyResource,
  path: Steps,
  stack: Stack,
  minimum: number,
  findings: Findings,
): void {
  const place = path.join(".").replace(/\.(\d+)/g, "[$1]");
  if (!isGiven(() => at(distribution.props, ...path))) {
    findings.violation(`${place} is nothing, so browsers hear nothing of HSTS.`, distribution);
    return;
  }
  const policy = referredTo(distribution, path, stack.of([HEADERS_POLICY]), ["id"]);
  if (policy) {
    checkPolicy(policy, place, distribution, minimum, findings);
    return;
  }
  // Of other stacks' policies nothing is known, and AWS's others than these have HSTS.
  const id = at(distribution.props, ...path);
  if (typeof id !== "string" || !MANAGED_WITHOUT.includes(id)) return;
  findings.violation(`${place} is a policy of AWS without HSTS; SecurityHeadersPolicy has it.`, distribution);
}

function checkPolicy(
  policy: PolicyResource,
  place: string,
  distribution: PolicyResource,
  minimum: number,
  findings: Findings,
): void {
  const hsts = at(policy.props, "securityHeadersConfig", "strictTransportSecurity");
  const seconds = at(hsts, "accessControlMaxAgeSec");
  if (typeof seconds === "number" && seconds >= minimum) return;
  const custom = asList(at(policy.props, "customHeadersConfig", "items")).find(
    (item) => String(at(item, "header")).toLowerCase() === "strict-transport-security",
  );
  const age = Number(/max-age=(\d+)/i.exec(String(at(custom, "value")))?.[1] ?? 0);
  if (custom !== undefined && age >= minimum) return;
  const found = hsts === undefined ? "has no strictTransportSecurity" : `has max-age ${shown(seconds)}`;
  findings.violation(
    `${place}: policy ${policy.name} ${found}; it must be ${minimum} seconds or more.`,
    distribution,
  );
}
