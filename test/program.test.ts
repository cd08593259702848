/** What holds for the whole program, in every environment. */
import assert from "node:assert/strict";
import type { Props } from "../simulator";
import { runProgram } from "../tools/plan/runProgram";
import { json, Plan } from "./support/plan";
import { sound } from "./support/program";

const OUTPUTS = [
  "apiUrl",
  "clusterName",
  "distributionId",
  "egressIps",
  "frontendBucket",
  "frontendUrl",
  "healthUrl",
  "images",
  "logGroups",
  "repositoryUrls",
  "serviceNames",
  "serviceUrls",
];

const SECRETS: Readonly<Record<string, readonly string[]>> = {
  "user-service": ["DATABASE_URL", "SECRET_KEY"],
  "search-service": ["BONSAI_URL", "DATABASE_URL", "SECRET_KEY"],
  "conversation-service": ["DATABASE_URL", "DEEPSEEK_API_KEY", "SECRET_KEY"],
};

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

for (const stack of ["dev", "prod"]) {
  describe(`the ${stack} environment`, () => {
    let made: Plan;

    before(async () => {
      const { simulation } = sound(await runProgram({ stack }));
      assert.ok(simulation);
      made = new Plan(simulation);
    });

    const arn = (type: string, name: string): string => String(made.one(type, name).outputs.arn);

    it("gives its outputs", () => {
      assert.deepEqual(Object.keys(made.simulation.outputs).sort(), OUTPUTS);
      const { serviceUrls, serviceNames, images, egressIps } = made.simulation.outputs as Record<
        string,
        Props
      >;
      const names = Object.keys(SECRETS)
        .map((name) => name.replaceAll("-", "_"))
        .sort();
      for (const output of [serviceUrls, serviceNames, images])
        assert.deepEqual(Object.keys(output).sort(), names);
      assert.equal((egressIps as unknown as string[]).length, stack === "dev" ? 1 : 2);
    });

    for (const [service, secrets] of Object.entries(SECRETS)) {
      it(`lets ${service} read exactly its own secrets, image and log group`, () => {
        const policy = json(made.inputs("aws:iam/rolePolicy:RolePolicy", `${service}-execution`).policy);
        const { Statement: statements } = policy as { Statement: Statement[] };
        const granted = statements.flatMap(({ Action, Resource }) =>
          Action.flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
        );
        const repository = arn("aws:ecr/repository:Repository", `${service}-repository`);
        const logs = arn("aws:cloudwatch/logGroup:LogGroup", `${service}-logs`);
        assert.deepEqual(
          granted.sort(),
          [
            `ecr:BatchCheckLayerAvailability ${repository}`,
            `ecr:BatchGetImage ${repository}`,
            "ecr:GetAuthorizationToken *",
            `ecr:GetDownloadUrlForLayer ${repository}`,
            `logs:CreateLogStream ${logs}:*`,
            `logs:PutLogEvents ${logs}:*`,
            ...secrets.map(
              (name) =>
                `secretsmanager:GetSecretValue ${arn("aws:secretsmanager/secret:Secret", `${name}-secret`)}`,
            ),
          ].sort(),
        );
      });
    }

    it("has no role that reads all secrets, images or logs", () => {
      for (const { name, inputs } of made.ofType("aws:iam/rolePolicy:RolePolicy")) {
        const { Statement: statements } = json(inputs.policy) as { Statement: Statement[] };
        const wide = statements.filter(({ Resource }) => [Resource].flat().includes("*"));
        const actions = wide.flatMap(({ Action }) => Action);
        const unbounded = ["ecr:GetAuthorizationToken", /^ssmmessages:/];
        for (const action of actions)
          assert.ok(
            unbounded.some((known) => (known instanceof RegExp ? known.test(action) : known === action)),
            `${name}: ${action}`,
          );
      }
    });

    it("registers the outputs of every component", () => {
      const silent = made.resources.filter(
        ({ custom, type, registeredOutputs }) =>
          !custom && type !== "awsx:ec2:Vpc" && registeredOutputs === undefined,
      );
      assert.deepEqual(
        silent.map(({ urn }) => urn),
        [],
      );
    });

    it("gives every resource a parent, and every AWS resource the stack's tags", () => {
      for (const { urn, parent, type, outputs } of made.resources) {
        assert.equal(parent === undefined, type === "pulumi:pulumi:Stack", urn);
        if (type.startsWith("aws:") && outputs.tagsAll !== undefined) {
          const { Project, Stack, Environment } = outputs.tagsAll as Record<string, string>;
          assert.deepEqual([Project, Stack, Environment], ["harena", stack, `harena-${stack}`], urn);
        }
      }
    });

    it("names its stack in every physical name that others in the account could have too", () => {
      const named: Readonly<Record<string, string>> = {
        "aws:iam/role:Role": "name",
        "aws:lb/loadBalancer:LoadBalancer": "name",
        "aws:lb/targetGroup:TargetGroup": "name",
        "aws:ecs/cluster:Cluster": "name",
        "aws:ecs/taskDefinition:TaskDefinition": "family",
        "aws:ecr/repository:Repository": "name",
        "aws:cloudwatch/logGroup:LogGroup": "name",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
        "aws:cloudwatch/eventRule:EventRule": "name",
        "aws:secretsmanager/secret:Secret": "name",
        "aws:sns/topic:Topic": "name",
        "aws:budgets/budget:Budget": "name",
        "aws:s3/bucket:Bucket": "bucket",
        "aws:ec2/securityGroup:SecurityGroup": "name",
        "aws:servicediscovery/httpNamespace:HttpNamespace": "name",
        "aws:wafv2/webAcl:WebAcl": "name",
        "aws:cloudfront/function:Function": "name",
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "name",
        "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
      };
      for (const [type, property] of Object.entries(named)) {
        for (const { urn, outputs } of made.ofType(type)) {
          assert.match(String(outputs[property]), new RegExp(`(^|[-/])${stack}[-/]`), urn);
        }
      }
    });
  });
}
