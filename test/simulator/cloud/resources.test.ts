import assert from "node:assert/strict";
import type { ResourceModel, Rule } from "../../../simulator/model";
import { findModel } from "../../../simulator/registry";
import { check } from "../../../simulator/cloud/checks";
import { secretWire, UNKNOWN_WIRE, type Wire } from "../../../simulator/cloud/values";
import { make, resources, SETTINGS, subject } from "./support";

const TOPIC = "aws:sns/topic:Topic";
const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const VPC = "aws:ec2/vpc:Vpc";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const CLUSTER = "aws:ecs/cluster:Cluster";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";

describe("the cloud's check", () => {
  it("fills in defaults, an automatic name and the provider's tags, and says which", () => {
    const { inputs, failures } = resources().check(subject(LOGS, "api"), undefined, { tags: { A: "1" } });
    assert.deepEqual(failures, []);
    assert.match(String(inputs.name), /^api-[0-9a-f]{7}$/);
    assert.deepEqual(inputs.tags, { Project: "p", A: "1" });
    assert.ok((inputs.__defaults as string[]).includes("name"));
    assert.ok(!(inputs.__defaults as string[]).includes("tags"));
  });

  it("keeps an automatic name while the resource exists, and gives a replacement another", () => {
    const cloud = resources();
    const about = subject(LOGS, "api");
    const first = make(cloud, about, {});
    assert.equal(cloud.check(about, first.inputs, {}).inputs.name, first.inputs.name);
    const older = { name: "api-of-old", __defaults: ["name"] };
    assert.equal(cloud.check(about, older, {}).inputs.name, "api-of-old");
    const second = cloud.check(about, undefined, {}).inputs.name;
    assert.match(String(second), /^api-[0-9a-f]{7}$/);
    assert.notEqual(second, first.inputs.name);
  });

  it("leaves a name that is made from a prefix to AWS, another for each thing", () => {
    const cloud = resources();
    const vpc = make(cloud, subject(VPC, "v"), { cidrBlock: "10.0.0.0/16" });
    const about = subject(GROUP, "sg");
    const given = { namePrefix: "p-", vpcId: vpc.id, description: "x" };
    const first = make(cloud, about, given);
    const second = make(cloud, about, given);
    assert.equal(first.inputs.name, undefined);
    assert.match(String(first.outputs.name), /^p-.{26}$/);
    assert.notEqual(first.outputs.name, second.outputs.name);
    assert.notEqual(first.id, second.id);
  });

  it("never refuses for what a preview does not know", () => {
    const { failures } = resources().check(subject(GROUP, "sg"), undefined, {
      name: UNKNOWN_WIRE,
      vpcId: UNKNOWN_WIRE,
      description: UNKNOWN_WIRE,
      tags: UNKNOWN_WIRE,
      ingress: [{ protocol: UNKNOWN_WIRE, fromPort: UNKNOWN_WIRE, toPort: 1 }],
    });
    assert.deepEqual(failures, []);
  });

  it("takes a rule that met the unknown for undecided, even one that caught it", () => {
    const rule: Rule = {
      id: "x",
      when: "check",
      source: "x",
      refuse: ({ inputs }) => {
        try {
          return String(inputs.open);
        } catch {
          return "refused";
        }
      },
    };
    const model: ResourceModel = { ...findModel(TOPIC), rules: [rule] };
    const { estate } = resources();
    const place = estate.place("urn", "t", SETTINGS, {});
    const failures = (open: unknown): readonly string[] =>
      check(model, undefined, { open }, place, estate.account).failures.filter(
        (text) => !text.includes("argument"),
      );
    assert.deepEqual(failures(UNKNOWN_WIRE), []);
    assert.deepEqual(failures("seen"), ["seen"]);
  });

  it("refuses what it does know beside the unknown, without showing a secret", () => {
    const { failures } = resources().check(subject(SECRET, "s"), undefined, {
      description: UNKNOWN_WIRE,
      name: secretWire("not a name"),
    });
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? "", /\[secret\]/);
    assert.ok(!failures[0]?.includes("not a name"));
  });
});

describe("the cloud's diff", () => {
  it("sees none when nothing but defaults stand beside what was given", () => {
    const cloud = resources();
    const about = subject(TOPIC, "t");
    const { id, inputs, outputs } = make(cloud, about, { tags: { A: "1" } });
    const again = cloud.check(about, inputs, { tags: { A: "1" } }).inputs;
    assert.deepEqual(cloud.diff(about, id, inputs, outputs, again).changes, []);
  });

  it("sees changed default tags as a change of tags and nothing else", () => {
    const cloud = resources();
    const about = subject(TOPIC, "t");
    const { id, inputs, outputs } = make(cloud, about, {});
    const other = subject(TOPIC, "t", { ...SETTINGS, defaultTags: { Project: "q" } });
    const next = cloud.check(other, inputs, {}).inputs;
    const { changes, replaces } = cloud.diff(other, id, inputs, outputs, next);
    assert.deepEqual(
      changes.map(({ path, kind }) => [path, kind]),
      [
        ["tags.Project", "update"],
        ["tagsAll.Project", "update"],
      ],
    );
    assert.deepEqual(replaces, []);
  });

  it("replaces where AWS cannot change, and deletes first where the program gave the name", () => {
    const cloud = resources();
    const about = subject(TOPIC, "t");
    const auto = make(cloud, about, {});
    const next = { ...auto.inputs, fifoTopic: true };
    const plan = cloud.diff(about, auto.id, auto.inputs, auto.outputs, next);
    assert.deepEqual(plan.replaces, ["fifoTopic"]);
    assert.equal(plan.deleteBeforeReplace, false);
    assert.ok(plan.stables.includes("name"));
    const named = subject(TOPIC, "named");
    const fixed = make(cloud, named, { name: "fixed" });
    const change = { ...fixed.inputs, fifoTopic: true };
    assert.equal(cloud.diff(named, fixed.id, fixed.inputs, fixed.outputs, change).deleteBeforeReplace, true);
  });

  it("replaces when the provider's region moves and the resource names none", () => {
    const cloud = resources();
    const about = subject(BUCKET, "b");
    const { id, inputs, outputs } = make(cloud, about, {});
    const moved = subject(BUCKET, "b", { ...SETTINGS, region: "eu-west-3" });
    assert.deepEqual(cloud.diff(moved, id, inputs, outputs, inputs).replaces, ["region"]);
    assert.deepEqual(cloud.diff(about, id, inputs, outputs, inputs).replaces, []);
  });

  it("counts an unknown new value as a change, and as a replacement where it would be one", () => {
    const cloud = resources();
    const about = subject(VERSION, "v");
    const secret = make(cloud, subject(SECRET, "s"), {});
    const made = make(cloud, about, { secretId: secret.id, secretString: secretWire("x") });
    const next = { ...made.inputs, secretId: UNKNOWN_WIRE };
    const { changes, replaces } = cloud.diff(about, made.id, made.inputs, made.outputs, next);
    assert.deepEqual(
      changes.map(({ path }) => path),
      ["secretId"],
    );
    assert.deepEqual(replaces, ["secretId"]);
  });
});

describe("the cloud's resources", () => {
  it("plans a creation with what is known, and the rest unknown", () => {
    const cloud = resources();
    const about = subject(BUCKET, "b");
    const { inputs } = cloud.check(about, undefined, {});
    const plan = cloud.planCreate(about, inputs);
    assert.equal(plan.arn, UNKNOWN_WIRE);
    assert.equal(plan.bucket, inputs.bucket);
    assert.deepEqual(plan.tagsAll, { Project: "p" });
    assert.deepEqual(cloud.estate.account.all(), []);
  });

  it("gives secrets back marked, and only them", () => {
    const cloud = resources();
    const secret = make(cloud, subject(SECRET, "s"), { name: "n" });
    const version = make(cloud, subject(VERSION, "v"), {
      secretId: secret.id,
      secretString: secretWire("s3cret"),
    });
    assert.deepEqual(version.outputs.secretString, secretWire("s3cret"));
    assert.equal(version.outputs.secretId, secret.id);
  });

  it("keeps a name taken until the thing is deleted", () => {
    const cloud = resources();
    const about = subject(BUCKET, "b");
    const first = make(cloud, about, { bucket: "taken-name" });
    assert.throws(
      () => make(cloud, about, { bucket: "taken-name" }),
      /^Error: 1 error occurred:\n\t\* creating S3 Bucket \(b\): operation error S3: CreateBucket, https response error StatusCode: 400, RequestID: 0{8}-0{4}-4000-8000-0{11}1, BucketAlreadyOwnedByYou/,
    );
    cloud.delete(about, first.id, {});
    make(cloud, about, { bucket: "taken-name" });
  });

  it("refuses to delete what AWS does not let go, and succeeds for what is gone", () => {
    const cloud = resources();
    const bucket = make(cloud, subject(BUCKET, "b"), { bucket: "full-bucket" });
    const object = subject(OBJECT, "o");
    const file = make(cloud, object, { bucket: bucket.id, key: "k", content: "x" });
    assert.throws(
      () => cloud.delete(subject(BUCKET, "b"), bucket.id, {}),
      /deleting S3 Bucket .* BucketNotEmpty/,
    );
    cloud.delete(object, file.id, {});
    cloud.delete(object, file.id, {});
    cloud.delete(subject(BUCKET, "b"), bucket.id, {});
    assert.deepEqual(cloud.estate.account.all(), []);
  });

  it("keeps both generations of a replaced resource apart", () => {
    const cloud = resources();
    const about = subject(TOPIC, "t");
    const first = make(cloud, about, {});
    const second = make(cloud, about, {});
    assert.notEqual(first.id, second.id);
    assert.deepEqual(
      cloud.estate.account.all().map(({ urn }) => urn),
      [about.urn, `${about.urn}#2`],
    );
    cloud.delete(about, first.id, {});
    assert.equal(cloud.read(about, first.id, first.outputs), undefined);
    assert.equal(cloud.read(about, second.id, second.outputs)?.id, second.id);
    assert.equal(cloud.estate.nextKey(about.urn), `${about.urn}#3`);
  });

  it("updates in place: same id, new properties", () => {
    const cloud = resources();
    const about = subject(TOPIC, "t");
    const { id, inputs } = make(cloud, about, {});
    const made = cloud.update(about, id, { ...inputs, displayName: "d" });
    assert.equal(made.id, id);
    assert.equal(made.properties.displayName, "d");
    assert.equal(cloud.read(about, id, made.properties)?.inputs.displayName, "d");
    assert.throws(
      () => cloud.update(about, "arn:gone", inputs),
      /updating SNS Topic \(arn:gone\): .*404.*NotFound/,
    );
  });

  it("finds a thing by its id when its URN has changed", () => {
    const cloud = resources();
    const { id, outputs } = make(cloud, subject(TOPIC, "old"), {});
    assert.equal(cloud.read(subject(TOPIC, "new"), id, outputs)?.id, id);
    cloud.delete(subject(TOPIC, "new"), id, {});
    assert.deepEqual(cloud.estate.account.all(), []);
  });

  it("never takes another's thing for one whose id says nothing", () => {
    const cloud = resources();
    const type = "random:index/randomPassword:RandomPassword";
    make(cloud, subject(type, "a"), { length: 8 });
    cloud.delete(subject(type, "b"), "none", {});
    assert.equal(cloud.estate.account.all().length, 1);
  });

  it("means the newest of two with one id, and deletes the oldest; a computed secret is marked", () => {
    const cloud = resources();
    const about = subject("random:index/randomPassword:RandomPassword", "a");
    const first = make(cloud, about, { length: 8 });
    make(cloud, about, { length: 9 });
    assert.deepEqual(first.outputs.result, secretWire((first.outputs.result as { value: unknown }).value));
    assert.equal(cloud.read(about, "none", first.outputs)?.properties.length, 9);
    cloud.delete(about, "none", {});
    assert.deepEqual(
      cloud.estate.account.all().map(({ urn }) => urn),
      [`${about.urn}#2`],
    );
  });

  it("deletes the revision that the engine means, though all revisions of a family have one id", () => {
    const cloud = resources();
    const about = subject(TASK, "t");
    const task = {
      family: "f",
      containerDefinitions: '[{"name":"a","image":"i","memory":128}]',
    };
    const first = make(cloud, about, task);
    const second = make(cloud, about, task);
    assert.equal(first.id, second.id);
    cloud.delete(about, first.id, first.outputs);
    // The engine was not told, and asks again.
    cloud.delete(about, first.id, first.outputs);
    assert.deepEqual(cloud.read(about, second.id, second.outputs)?.properties.arn, second.outputs.arn);
    cloud.delete(about, second.id, second.outputs);
    assert.deepEqual(cloud.estate.account.all(), []);
  });

  describe("writes over what the same resource has put there before", () => {
    const rules = (id: string): Wire[] => [{ id, status: "Enabled", filter: {}, expiration: { days: 1 } }];
    const policy = (effect: string): string =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: effect, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::some-bucket" }],
      });

    it("and nothing else", () => {
      const cloud = resources();
      const bucket = make(cloud, subject(BUCKET, "b"), { bucket: "some-bucket" });
      const about = subject(LIFECYCLE, "l");
      const first = make(cloud, about, { bucket: bucket.id, rules: rules("a") });
      const second = make(cloud, about, { bucket: bucket.id, rules: rules("b") });
      assert.equal(first.id, second.id);
      const left = cloud.estate.account.ofType(LIFECYCLE).map(({ inputs }) => inputs.rules);
      assert.deepEqual(left, [rules("b")]);
      assert.throws(
        () => make(cloud, subject(LIFECYCLE, "other"), { bucket: bucket.id, rules: rules("a") }),
        /has another lifecycle configuration already/,
      );
    });

    it("but not when AWS refuses: then the former stays", () => {
      const cloud = resources();
      const bucket = make(cloud, subject(BUCKET, "b"), { bucket: "some-bucket" });
      const about = subject(POLICY, "p");
      const first = make(cloud, about, { bucket: bucket.id, policy: policy("Deny") });
      assert.throws(() => make(cloud, about, { bucket: bucket.id, policy: policy("Refuse") }), /Malformed/);
      assert.equal(cloud.read(about, first.id, first.outputs)?.properties.policy, policy("Deny"));
      cloud.delete(about, first.id, first.outputs);
      assert.deepEqual(cloud.estate.account.ofType(POLICY), []);
    });
  });

  it("imports by the id that the provider's documentation names", () => {
    const cloud = resources();
    const about = subject(CLUSTER, "c");
    const { id } = make(cloud, about, { name: "main" });
    assert.match(id, /^arn:/);
    assert.equal(cloud.read(about, "main", {})?.id, id);
    assert.equal(cloud.read(about, id, {}), undefined);
    assert.equal(cloud.read(about, "other", {}), undefined);
  });

  it("answers invokes, and shows no secret argument in their errors", () => {
    const cloud = resources();
    assert.equal(cloud.invoke("aws:index/getRegion:getRegion", {}, SETTINGS).name, "eu-west-1");
    const args = { serviceName: secretWire("geheim"), clusterArn: "c" };
    assert.throws(
      () => cloud.invoke("aws:ecs/getService:getService", args, SETTINGS),
      (fault: Error) =>
        fault.message.includes("invoking aws:ecs/getService") && !fault.message.includes("geheim"),
    );
  });
});
