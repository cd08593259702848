/** The simulated cloud under the real engine, with programs small enough to know every answer. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { disagreements } from "../../simulator/cloud/agreement";
import { Cloud } from "../../simulator/cloud/client";
import { criticalPath } from "../../simulator/cloud/criticalPath";
import type { StateResource } from "../../simulator/cloud/stateResource";
import { getEngine } from "../../tools/engine/find";
import { findOptions } from "../../tools/engine/options";
import { Progress } from "../../tools/engine/progress";
import { backendUrl } from "../../tools/rehearse/rehearsedStack";

const QUIET = { color: "never" as const, onOutput: () => undefined };

describe("the simulated cloud under the real engine", function () {
  this.timeout(180_000);
  let engine: string;
  let home: string;
  let cloud: Cloud;
  const path = process.env.PATH;

  before(async () => {
    const progress = new Progress({ write: () => undefined });
    engine = (await getEngine(findOptions(progress, new AbortController().signal))).path;
    process.env.PATH = `${dirname(engine)}:${path ?? ""}`;
  });
  after(() => {
    process.env.PATH = path;
  });
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "cloud-e2e-"));
    cloud = await Cloud.start({ home: join(home, "account"), clock: true });
  });
  afterEach(async () => {
    await cloud.stop();
    rmSync(home, { recursive: true });
  });

  const environment = (): Record<string, string> => ({
    ...cloud.env,
    PULUMI_HOME: join(home, "home"),
    PULUMI_BACKEND_URL: backendUrl(join(home, "state")),
    PULUMI_CONFIG_PASSPHRASE: "x",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });

  const stackOf = async (program: PulumiFn): Promise<Stack> => {
    for (const folder of ["state", "work"]) mkdirSync(join(home, folder), { recursive: true });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "p", program },
      { envVars: environment(), workDir: join(home, "work") },
    );
    await stack.setConfig("aws:region", { value: "eu-west-1" });
    return stack;
  };

  const stateOf = async (stack: Stack): Promise<readonly StateResource[]> => {
    const exported = (await stack.exportStack()).deployment as {
      readonly resources?: readonly StateResource[];
    };
    return exported.resources ?? [];
  };

  const assertAgreement = async (stack: Stack): Promise<void> => {
    assert.deepEqual(disagreements(await stateOf(stack), await cloud.contents()), []);
  };

  const failureOf = (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => assert.fail("it succeeded"),
      (fault: unknown) => String(fault),
    );

  /** A network whose resources take known times, one after the other and side by side. */
  const network = (): Promise<void> => {
    const vpc = new awsx.ec2.Vpc("net", {
      cidrBlock: "10.0.0.0/16",
      numberOfAvailabilityZones: 2,
      subnetStrategy: "Auto",
      natGateways: { strategy: "Single" },
    });
    new aws.s3.Bucket("files");
    new aws.secretsmanager.SecretVersion("version", {
      secretId: new aws.secretsmanager.Secret("secret", { recoveryWindowInDays: 0 }).id,
      secretString: pulumi.secret("geheim"),
    });
    new aws.ec2.SecurityGroup("group", { vpcId: vpc.vpcId, description: "x" });
    return Promise.resolve();
  };

  it("creates, does nothing, and deletes everything, in the time that the longest chain takes", async () => {
    const stack = await stackOf(network);
    const preview = await stack.preview(QUIET);
    assert.deepEqual(Object.keys(preview.changeSummary), ["create"]);
    await cloud.mark();
    const up = await stack.up({ ...QUIET, parallel: 64 });
    assert.deepEqual(up.summary.resourceChanges, { create: preview.changeSummary.create });
    const path = criticalPath(await cloud.operations(), await stateOf(stack));
    assert.ok(path.steps.some(({ type }) => type === "aws:ec2/natGateway:NatGateway"));
    assert.ok(path.makespan <= 1.01 * path.seconds, `${path.makespan} of ${path.seconds} seconds`);
    await assertAgreement(stack);
    const things = JSON.stringify(await cloud.contents());
    assert.ok(!things.includes("geheim") && things.includes("[secret]"));
    assert.deepEqual((await stack.preview(QUIET)).changeSummary, { same: preview.changeSummary.create });
    await stack.refresh(QUIET);
    assert.deepEqual((await stack.preview(QUIET)).changeSummary, { same: preview.changeSummary.create });
    await stack.destroy(QUIET);
    assert.deepEqual(await cloud.contents(), []);
  });

  it("takes the same virtual time however slow the machine is", async () => {
    const times: number[] = [];
    for (const milliseconds of [0, 30]) {
      const stack = await stackOf(async () => {
        await network();
        // A program that computes between its registrations.
        for (let at = 0; at < 10; at++) {
          const until = performance.now() + milliseconds;
          while (performance.now() < until);
          new aws.ecs.Cluster(`cluster-${at}`);
          await new Promise(setImmediate);
        }
      });
      await cloud.mark();
      await stack.up({ ...QUIET, parallel: 64 });
      times.push(Math.max(...(await cloud.operations()).map(({ end }) => end)));
      await stack.destroy(QUIET);
    }
    assert.equal(times[0], times[1]);
  });

  it("lets explicit providers' regions and tags reach their resources, and moves what follows one", async () => {
    let region: aws.Region = "eu-west-1";
    const stack = await stackOf(() => {
      const provider = new aws.Provider("other", { region, defaultTags: { tags: { Team: "a" } } });
      new aws.sns.Topic("topic", {}, { provider });
      new aws.sns.Topic("plain");
      return Promise.resolve();
    });
    await stack.up(QUIET);
    region = "eu-west-3";
    const { summary } = await stack.up(QUIET);
    assert.deepEqual(summary.resourceChanges, { same: 2, update: 1, replace: 1 });
    assert.deepEqual(
      (await cloud.contents()).map((thing) => [
        thing.urn.split("::").pop(),
        thing.region,
        thing.outputs.tagsAll,
      ]),
      [
        ["plain", "eu-west-1", {}],
        ["topic", "eu-west-3", { Team: "a" }],
      ],
    );
    await assertAgreement(stack);
    await stack.destroy(QUIET);
  });

  it("replaces a fixed name by deleting first, and fails as AWS does when told to create first", async () => {
    const options: pulumi.CustomResourceOptions = {};
    let objectLockEnabled = false;
    const stack = await stackOf(() => {
      new aws.s3.Bucket("files", { bucket: "one-and-only-name", objectLockEnabled }, { ...options });
      return Promise.resolve();
    });
    await stack.up(QUIET);
    objectLockEnabled = true;
    options.deleteBeforeReplace = false;
    assert.match(await failureOf(stack.up(QUIET)), /creating S3 Bucket .*BucketAlreadyOwnedByYou/s);
    await assertAgreement(stack);
    delete options.deleteBeforeReplace;
    const { summary } = await stack.up(QUIET);
    assert.equal(summary.resourceChanges?.replace, 1);
    await assertAgreement(stack);
    await stack.destroy(QUIET);
    assert.deepEqual(await cloud.contents(), []);
  });

  for (const kind of ["throttle", "noAnswer"] as const) {
    it(`recovers from a ${kind} fault with a plain rerun`, async () => {
      const stack = await stackOf(network);
      await cloud.inject([{ kind, type: "aws:ec2/subnet:Subnet", nth: 2 }]);
      const text = await failureOf(stack.up(QUIET));
      const [fired, ...more] = await cloud.injected();
      assert.deepEqual(more, []);
      assert.match(fired.urn, /Subnet::net-/);
      assert.ok(text.includes(`Subnet (${fired.urn.split("::").pop() ?? ""})`));
      await assertAgreement(stack);
      await cloud.inject([]);
      await stack.up(QUIET);
      await assertAgreement(stack);
      const things = await cloud.contents();
      assert.equal(new Set(things.map(({ urn }) => urn)).size, things.length);
      await stack.destroy(QUIET);
      assert.deepEqual(await cloud.contents(), []);
    });
  }

  it("has the same account after its own process was killed, and one owner at a time", async () => {
    const stack = await stackOf(network);
    await stack.up(QUIET);
    const before = await cloud.contents();
    await assert.rejects(Cloud.start({ home: join(home, "account") }), /in use by process \d+/);
    for (const pid of childrenOf(process.pid, "node")) process.kill(pid, "SIGKILL");
    await assert.rejects(cloud.contents(), /the simulated cloud has ended \(SIGKILL\)/);
    cloud = await Cloud.start({ home: join(home, "account"), clock: true });
    assert.deepEqual(await cloud.contents(), before);
    const again = await stackOf(network);
    assert.deepEqual(Object.keys((await again.preview(QUIET)).changeSummary), ["same"]);
    await again.destroy(QUIET);
    assert.deepEqual(await cloud.contents(), []);
  });
});

/** The process's own children of that command. */
function childrenOf(parent: number, command: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, name, owner] =
          /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
        return name === command && Number(owner) === parent;
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}
