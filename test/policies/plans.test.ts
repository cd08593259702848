import assert from "node:assert/strict";
import { rules } from "../../policies/rules";
import type { RecordedResource } from "../../simulator";
import { revealAll } from "../../simulator/secret";
import { planned } from "../support/program";
import { judge, UNKNOWN, type Props, type Resource } from "./support";

type Mutable = Record<string, unknown>;

/** A resource of a plan: what the engine gives to rules on one resource, and to rules on the whole stack. */
interface Planned extends Resource {
  readonly inputs: Mutable;
  readonly outputs: Mutable;
}

function taken(resources: readonly RecordedResource[]): Planned[] {
  return resources.map(({ type, name, urn, id, inputs, outputs, options }) => ({
    type,
    name,
    urn,
    props: {},
    inputs: structuredClone(revealAll(withoutAssets(inputs))) as Mutable,
    outputs: structuredClone({ ...(revealAll(withoutAssets(outputs)) as Mutable), id }),
    dependencies: options.propertyDependencies,
  }));
}

/** Files cannot be cloned, and no rule reads them. */
function withoutAssets(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== "source" && key !== "content"));
}

/** As the preview of a new stack: nothing is known that AWS computes, nor what is made of it elsewhere. */
function unborn(resource: Planned, all: readonly Planned[]): Planned {
  const known = (values: Mutable): Mutable =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const sources = all.filter(({ urn }) => resource.dependencies?.[key]?.includes(urn ?? ""));
        return [key, key in resource.inputs ? without(sources.flatMap(computedBy), value) : UNKNOWN];
      }),
    );
  return { ...resource, inputs: known(resource.inputs), outputs: known(resource.outputs) };
}

/** Ids, ARNs, addresses and the like; shorter texts are states, which also part other words. */
function computedBy({ inputs, outputs }: Planned): string[] {
  return Object.entries(outputs).flatMap(([key, value]) =>
    !(key in inputs) && typeof value === "string" && value.length >= 8 ? [value] : [],
  );
}

/** A value with every text unknown that has a computed one in it. */
function without(computed: readonly string[], value: unknown): unknown {
  if (typeof value === "string") return computed.some((part) => value.includes(part)) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map((item) => without(computed, item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(computed, item)]));
}

interface Found {
  readonly violations: readonly string[];
  readonly undecided: readonly string[];
}

/** The whole pack's verdict; violations as `rule at resource`. */
async function verdictOn(resources: readonly Planned[]): Promise<Found> {
  const [violations, undecided]: [string[], Set<string>] = [[], new Set()];
  const stack = resources.map((resource): Resource => ({ ...resource, props: resource.outputs }));
  for (const rule of rules) {
    if ("validateStack" in rule) {
      const verdict = await judge(rule, stack);
      violations.push(
        ...verdict.urns.map((urn) => `${rule.name} at ${urn?.split("::").at(-1) ?? "the stack"}`),
      );
      if (verdict.undecided) undecided.add(rule.name);
      continue;
    }
    for (const resource of resources) {
      const verdict = await judge(rule, { ...resource, props: resource.inputs });
      violations.push(...verdict.messages.map(() => `${rule.name} at ${resource.name ?? ""}`));
      if (verdict.undecided) undecided.add(rule.name);
    }
  }
  return { violations, undecided: [...undecided].sort() };
}

interface Mutation {
  readonly what: string;
  readonly type: string;
  readonly name: string;
  readonly change: (props: Mutable) => void;
  readonly rule: string;
  /** Where the violation is, if not at the resource itself. */
  readonly at?: string;
}

/** The first step is taken by the caller; the rest is one plain object or list within another. */
function inside(props: Mutable, ...path: (string | number)[]): Mutable {
  return path.reduce<unknown>((inner, step) => (inner as Mutable)[step], props) as Mutable;
}

/** Changes the application's container, which is the first. */
function container(change: (container: Mutable) => void): (props: Mutable) => void {
  return (props) => {
    const containers = JSON.parse(props.containerDefinitions as string) as Mutable[];
    change(containers[0]);
    props.containerDefinitions = JSON.stringify(containers);
  };
}

/** Changes the statement that denies requests without TLS, which is the first. */
function denial(change: (statement: Mutable) => void): (props: Mutable) => void {
  return (props) => {
    const policy = JSON.parse(props.policy as string) as { Statement: Mutable[] };
    change(policy.Statement[0]);
    props.policy = JSON.stringify(policy);
  };
}

const LISTENER = { type: "aws:lb/listener:Listener", rule: "load-balancer-listener-https" };
const SITE = { type: "aws:cloudfront/distribution:Distribution", name: "frontend" };
const TASK = {
  type: "aws:ecs/taskDefinition:TaskDefinition",
  name: "user-service-task",
  rule: "container-environment-secrets",
};
const BUCKET_POLICY = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "frontend-files-policy",
  rule: "bucket-denies-http",
  at: "frontend-files",
};
const INGRESS = {
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  rule: "security-group-open-to-world",
};

const MUTATIONS: readonly Mutation[] = [
  {
    ...LISTENER,
    what: "port 80 redirects for now",
    name: "api-http",
    change: (props) => (inside(props, "defaultActions", 0, "redirect").statusCode = "HTTP_302"),
  },
  {
    ...LISTENER,
    what: "port 80 redirects to itself",
    name: "api-http",
    change: (props) => (inside(props, "defaultActions", 0, "redirect").protocol = "HTTP"),
  },
  {
    ...LISTENER,
    what: "port 80 forwards",
    name: "api-http",
    change: (props) => (props.defaultActions = [{ type: "forward", targetGroupArn: "arn:aws:x" }]),
  },
  {
    ...LISTENER,
    what: "port 443 allows TLS 1.0",
    name: "api-https",
    change: (props) => (props.sslPolicy = "ELBSecurityPolicy-TLS13-1-0-2021-06"),
  },
  {
    ...LISTENER,
    what: "port 443 has AWS's default",
    name: "api-https",
    change: (props) => delete props.sslPolicy,
  },
  {
    what: "port 443 passes TLS on",
    type: LISTENER.type,
    name: "api-https",
    change: (props) => (props.protocol = "TCP"),
    rule: "load-balancer-rule-https",
    at: "api-balancer",
  },
  {
    ...SITE,
    what: "pages by HTTP",
    change: (props) => (inside(props, "defaultCacheBehavior").viewerProtocolPolicy = "allow-all"),
    rule: "cloudfront-viewer-https",
  },
  {
    ...SITE,
    what: "assets by HTTP",
    change: (props) => (props.orderedCacheBehaviors = [{ viewerProtocolPolicy: "allow-all" }]),
    rule: "cloudfront-viewer-https",
  },
  {
    ...SITE,
    what: "TLS 1.1",
    change: (props) => (inside(props, "viewerCertificate").minimumProtocolVersion = "TLSv1.1_2016"),
    rule: "cloudfront-tls",
  },
  {
    ...SITE,
    what: "CloudFront's certificate",
    change: (props) => (props.viewerCertificate = { cloudfrontDefaultCertificate: true }),
    rule: "cloudfront-tls",
  },
  {
    ...SITE,
    what: "an origin by HTTP",
    change: (props) =>
      (props.origins as unknown[]).push({
        customOriginConfig: { originProtocolPolicy: "http-only", originSslProtocols: ["TLSv1.2"] },
      }),
    rule: "cloudfront-origin-https",
  },
  { ...BUCKET_POLICY, what: "a denial of reads", change: denial((one) => (one.Action = "s3:GetObject")) },
  {
    ...BUCKET_POLICY,
    what: "a denial for objects",
    change: denial((one) => (one.Resource = (one.Resource as unknown[])[1])),
  },
  {
    ...BUCKET_POLICY,
    what: "a denial with TLS",
    change: denial((one) => (one.Condition = { Bool: { "aws:SecureTransport": "true" } })),
  },
  {
    ...TASK,
    what: "a secret by name",
    change: container((one) =>
      (one.environment as unknown[]).push({ name: "SECRET_KEY", value: "changeme" }),
    ),
  },
  {
    ...TASK,
    what: "a secret by value",
    change: container((one) =>
      (one.environment as unknown[]).push({ name: "DATABASE_URL", value: "postgresql://u:p@db:5432/harena" }),
    ),
  },
  {
    ...TASK,
    what: "a secret in a command",
    change: container((one) => (one.command = ["uvicorn", "--api-key=0123abcd"])),
  },
  {
    what: "a secret in an image",
    type: "docker:index/image:Image",
    name: "search-service-image",
    change: (props) => (inside(props, "build", "args").PIP_TOKEN = "0123abcd"),
    rule: "docker-build-args-secrets",
  },
  {
    what: "tasks with public addresses",
    type: "aws:ecs/service:Service",
    name: "conversation-service-service",
    change: (props) => (inside(props, "networkConfiguration").assignPublicIp = true),
    rule: "tasks-without-public-address",
  },
  { ...INGRESS, what: "one port more", name: "api-in-443", change: (props) => (props.toPort = 444) },
  { ...INGRESS, what: "every protocol", name: "api-in-443", change: (props) => (props.ipProtocol = "-1") },
];

/** What else the stack may have: resources that the program has none of, or none of that kind. */
const ADDITIONS: readonly {
  what: string;
  type: string;
  props: (all: readonly Planned[]) => Mutable;
  rule: string;
}[] = [
  {
    what: "a parameter with a password",
    type: "aws:ssm/parameter:Parameter",
    props: () => ({ type: "String", name: "/harena/db-password", value: "hunter2" }),
    rule: "parameter-secure-string",
  },
  {
    what: "a rule that forwards on port 80",
    type: "aws:lb/listenerRule:ListenerRule",
    props: (all) => ({
      listenerArn: all.find(({ name }) => name === "api-http")?.outputs.arn,
      actions: [{ type: "forward", targetGroupArn: "arn:aws:x" }],
    }),
    rule: "load-balancer-rule-https",
  },
  {
    what: "a bucket without a policy",
    type: "aws:s3/bucket:Bucket",
    props: () => ({ bucket: "more", arn: "arn:aws:s3:::more" }),
    rule: "bucket-denies-http",
  },
  {
    what: "a group open to SSH",
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: () => ({ ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] }),
    rule: "security-group-open-to-world",
  },
];

for (const stack of ["dev", "prod"]) {
  describe(`the policies on the plan of ${stack}`, function () {
    this.timeout(120_000);
    let resources: readonly RecordedResource[];
    before(async () => {
      resources = (await planned({ stack })).simulation?.resources ?? [];
      assert.ok(resources.length > 100);
    });

    it("find nothing", async () => {
      assert.deepEqual(await verdictOn(taken(resources)), { violations: [], undecided: [] });
    });

    it("find nothing in the preview of a new stack, and say what they could not decide", async () => {
      assert.deepEqual(await verdictOn(taken(resources).map((one, _, all) => unborn(one, all))), {
        violations: [],
        undecided: ["bucket-denies-http", "container-environment-secrets"],
      });
    });

    for (const { what, type, name, change, rule, at } of MUTATIONS) {
      it(`find ${what}, by ${rule} alone`, async () => {
        const plan = taken(resources);
        const mutant = plan.find((resource) => resource.type === type && resource.name === name);
        assert.ok(mutant, `no ${name}`);
        change(mutant.inputs);
        change(mutant.outputs);
        assert.deepEqual(await verdictOn(plan), { violations: [`${rule} at ${at ?? name}`], undecided: [] });
      });
    }

    for (const { what, type, props, rule } of ADDITIONS) {
      it(`find ${what}, by ${rule} alone`, async () => {
        const plan = taken(resources);
        const urn = `urn:pulumi:${stack}::harena::${type}::added`;
        const more = { type, name: "added", urn, props: {}, inputs: props(plan), outputs: props(plan) };
        assert.deepEqual(await verdictOn([...plan, more]), {
          violations: [`${rule} at added`],
          undecided: [],
        });
      });
    }
  });
}
