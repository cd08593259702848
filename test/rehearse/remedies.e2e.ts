/** The policy pack's remedies, as the real engine applies them. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { Cloud } from "../../simulator/cloud/client";
import { getEngine } from "../../tools/engine/find";
import { findOptions } from "../../tools/engine/options";
import { Progress } from "../../tools/engine/progress";
import { PolicyServer } from "../../tools/rehearse/policyServer";
import { backendUrl } from "../../tools/rehearse/rehearsedStack";

const SETTINGS = {
  all: { enforcementLevel: "disabled" },
  "log-retention": { enforcementLevel: "remediate" },
  "tags-required": { enforcementLevel: "remediate" },
  "load-balancer-listener-https": { enforcementLevel: "remediate" },
};

describe("the policies' remedies on the real engine", function () {
  this.timeout(180_000);
  let home: string;
  let cloud: Cloud;
  let policies: PolicyServer;
  let env: Record<string, string>;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), "remedies-e2e-"));
    for (const folder of ["state", "work"]) mkdirSync(join(home, folder));
    const progress = new Progress({ write: () => undefined });
    const engine = await getEngine(findOptions(progress, new AbortController().signal));
    [cloud, policies] = await Promise.all([
      Cloud.start({ home: join(home, "account") }),
      PolicyServer.start(home),
    ]);
    writeFileSync(join(home, "settings.json"), JSON.stringify(SETTINGS));
    const { PATH = "" } = process.env;
    env = {
      ...cloud.env,
      PATH: [policies.bin, dirname(engine.path), PATH].join(delimiter),
      PULUMI_HOME: join(home, "home"),
      PULUMI_BACKEND_URL: backendUrl(join(home, "state")),
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    process.env.PATH = env.PATH;
  });
  after(async () => {
    policies.stop();
    await cloud.stop();
    rmSync(home, { recursive: true });
  });

  /** Wants all three remedies, beside a value that no preview knows and one that is secret. */
  const program = (): Promise<void> => {
    const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
    const gateway = new aws.ec2.InternetGateway("gateway", { vpcId: vpc.id });
    const subnets = ["a", "b"].map(
      (zone, index) =>
        new aws.ec2.Subnet(zone, {
          vpcId: vpc.id,
          cidrBlock: `10.0.${index}.0/24`,
          availabilityZone: `eu-west-1${zone}`,
        }),
    );
    const balancer = new aws.lb.LoadBalancer(
      "balancer",
      { subnets: subnets.map(({ id }) => id) },
      { dependsOn: gateway },
    );
    new aws.lb.Listener("http", {
      loadBalancerArn: balancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTP", statusCode: "HTTP_302" } },
      ],
    });
    new aws.cloudwatch.LogGroup("logs");
    new aws.ssm.Parameter("key", { type: "SecureString", value: pulumi.secret("geheim"), tags: { A: "1" } });
    return Promise.resolve();
  };

  it("mend a retention, tags beside a secret that stays one, and a redirect beside an unknown value", async () => {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "prod", projectName: "shop", program },
      { envVars: env, workDir: join(home, "work") },
    );
    await stack.setConfig("aws:region", { value: "eu-west-1" });
    const options = {
      color: "never" as const,
      onOutput: () => undefined,
      policyPacks: [policies.pack],
      policyPackConfigs: [join(home, "settings.json")],
    };
    await stack.preview(options);
    const { summary } = await stack.up(options);
    assert.equal(summary.result, "succeeded");

    const things = await cloud.contents();
    const inputsOf = (name: string) => things.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {};
    assert.equal(inputsOf("logs").retentionInDays, 365);
    assert.deepEqual(inputsOf("key").tags, { A: "1", Project: "shop", Stack: "prod" });
    assert.deepEqual(inputsOf("http").defaultActions, [
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ]);

    // As it is on disk: the Automation API exports secrets in clear.
    const state = readFileSync(join(home, "state", ".pulumi", "stacks", "shop", "prod.json"), "utf8");
    assert.ok(
      state.includes("::key") && !state.includes("geheim"),
      "a remedy took the secret's encryption away",
    );
    assert.deepEqual(Object.keys((await stack.preview(options)).changeSummary), ["same"]);
    await stack.destroy({ color: "never", onOutput: () => undefined });
  });
});
