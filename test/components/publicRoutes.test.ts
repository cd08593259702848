import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { LoadBalancer } from "../../components/loadBalancer";
import { PublicRoutes, type PublicRoutesArgs } from "../../components/publicRoutes";
import { planRoutes, type PlannedRule } from "../../components/routes";
import { failure, plan, type Plan } from "../support/plan";
import { surroundings } from "../support/surroundings";

const GROUP = "aws:lb/targetGroup:TargetGroup";
const RULE = "aws:lb/listenerRule:ListenerRule";

const { rules } = planRoutes(
  [
    {
      name: "user_service",
      healthPath: "/health",
      routes: [
        { paths: ["/api/user/*"], rewrite: "/api/v1/users" },
        { paths: ["/login", "/logout"], priority: 77 },
      ],
    },
  ],
  { healthService: "user_service" },
);

const make = (changes: Partial<PublicRoutesArgs> = {}): Promise<Plan> =>
  plan(() => {
    const { vpc, publicSubnets, certificate } = surroundings();
    const balancer = new LoadBalancer("api", {
      vpcId: vpc.id,
      subnetIds: publicSubnets.map((subnet) => subnet.id),
      certificateArn: certificate.arn,
    });
    const routes = new PublicRoutes("user-service", {
      vpcId: vpc.id,
      listenerArn: balancer.listenerArn,
      host: "api.example.com",
      rules,
      port: 8000,
      healthPath: "/health",
      deregistrationDelay: 120,
      ...changes,
    });
    return { attached: pulumi.all(routes.attached.map((resource) => resource.urn)) };
  });

const nameOf = ({ key }: PlannedRule): string => key.replace("user-service.", "user-service-");

describe("PublicRoutes", () => {
  it("is a target group and a rule for each one planned", async () => {
    assert.ok(rules.length >= 3);
    const made = await make();
    const component = made.one("harena:network:PublicRoutes");
    assert.deepEqual(
      made.children(component),
      [`${GROUP} user-service-targets`, ...rules.map((rule) => `${RULE} ${nameOf(rule)}`)].sort(),
    );
    const group = made.one(GROUP);
    assert.deepEqual(component.registeredOutputs, {
      targetGroupArn: group.outputs.arn,
      targetGroupArnSuffix: group.outputs.arnSuffix,
    });
    assert.deepEqual(
      made.simulation.outputs.attached,
      rules.map((rule) => made.one(RULE, nameOf(rule)).urn),
    );
  });

  it("sends requests to the addresses of healthy tasks, and lets the last ones end", async () => {
    const made = await make();
    const group = made.one(GROUP);
    const { name, ...rest } = group.inputs;
    assert.match(String(name), /^harena-dev-user-service-[0-9a-f]{6}$/);
    assert.deepEqual(rest, {
      vpcId: made.one("aws:ec2/vpc:Vpc").id,
      port: 8000,
      protocol: "HTTP",
      targetType: "ip",
      deregistrationDelay: 120,
      loadBalancingAlgorithmType: "least_outstanding_requests",
      healthCheck: {
        path: "/health",
        protocol: "HTTP",
        port: "traffic-port",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    assert.equal(group.options.deleteBeforeReplace, false);
  });

  it("makes each rule as planned, for its own host name, with the rewrite where there is one", async () => {
    const made = await make();
    const listenerArn = made.one("aws:lb/listener:Listener", "api-https").outputs.arn;
    const targetGroupArn = made.one(GROUP).outputs.arn;
    for (const rule of rules) {
      assert.deepEqual(made.inputs(RULE, nameOf(rule)), {
        listenerArn,
        priority: rule.priority,
        conditions: [
          { hostHeader: { values: ["api.example.com"] } },
          { pathPattern: { values: rule.paths } },
        ],
        actions: [{ type: "forward", targetGroupArn }],
        ...(rule.rewrite && {
          transforms: [{ type: "url-rewrite", urlRewriteConfig: { rewrite: rule.rewrite } }],
        }),
      });
    }
  });

  it("rewrites what asks for it and leaves what does not", async () => {
    const made = await make();
    const byPath = (path: string): Record<string, unknown> => {
      const found = made
        .ofType(RULE)
        .find(({ inputs }) => JSON.stringify(inputs.conditions).includes(`"${path}"`));
      assert.ok(found, path);
      return found.inputs;
    };
    const fixed = byPath("/login");
    assert.equal(fixed.priority, 77);
    assert.ok(!("transforms" in fixed));
    assert.deepEqual(byPath("/api/user/*").transforms, [
      {
        type: "url-rewrite",
        urlRewriteConfig: { rewrite: { regex: "^/api/user(.*)$", replace: "/api/v1/users$1" } },
      },
    ]);
  });

  it("has another target group for another port, and the same one for another health check", async () => {
    const name = async (changes: Partial<PublicRoutesArgs>): Promise<unknown> =>
      (await make(changes)).inputs(GROUP).name;
    const usual = await name({});
    assert.notEqual(await name({ port: 8001 }), usual);
    assert.equal(await name({ healthPath: "/api/v1/health", deregistrationDelay: 0 }), usual);
  });

  it("takes the outermost values that AWS does", async () => {
    await make({ port: 1, deregistrationDelay: 0, healthPath: "/" });
    await make({ port: 65_535, deregistrationDelay: 3600, healthPath: `/${"x".repeat(1023)}` });
  });

  const cases: [Partial<PublicRoutesArgs>, string][] = [
    [{ port: 0 }, "port: got 0; allowed: whole numbers from 1 to 65535"],
    [{ port: 65_536 }, "port: got 65536; allowed: whole numbers from 1 to 65535"],
    [{ deregistrationDelay: -1 }, "deregistrationDelay: got -1; allowed: whole numbers from 0 to 3600"],
    [{ deregistrationDelay: 3601 }, "deregistrationDelay: got 3601; allowed: whole numbers from 0 to 3600"],
    ...["health", "", "/a b", `/${"x".repeat(1024)}`].map(
      (healthPath): [Partial<PublicRoutesArgs>, string] => [
        { healthPath },
        `healthPath: got "${healthPath}"; allowed: a path that begins with "/", up to 1024 characters`,
      ],
    ),
  ];
  for (const [changes, words] of cases) {
    it(`refuses ${words.slice(0, 40)}`, async () => {
      const error = await failure(
        () =>
          new PublicRoutes("user-service", {
            vpcId: "vpc-1",
            listenerArn: "arn",
            host: "api.example.com",
            rules: [],
            port: 8000,
            healthPath: "/health",
            deregistrationDelay: 60,
            ...changes,
          }),
      );
      assert.equal(error.message, `the routes of user-service cannot be created: ${words}`);
    });
  }
});
