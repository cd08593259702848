import assert from "node:assert/strict";
import { foundationInvokes } from "../../../simulator/models/foundation";
import type { Props } from "../../../simulator/model";
import { World } from "../support";
import { network } from "./cases";

const PLACE = { accountId: "111122223333", region: "eu-west-1", partition: "aws", defaultTags: {} };

function ask(name: string, args: Props = {}, world = new World(), region = PLACE.region): Props {
  const model = foundationInvokes.find(({ token }) => token.endsWith(`:${name}`));
  assert.ok(model, name);
  return model.answer(args, { ...PLACE, region }, world.account);
}

describe("what foundation invokes answer", () => {
  it("three zones a region, narrowed by filters and exclusions", () => {
    const all = ask("getAvailabilityZones");
    assert.deepEqual(all.names, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    assert.deepEqual(all.zoneIds, ["euw1-az1", "euw1-az2", "euw1-az3"]);
    assert.deepEqual(ask("getAvailabilityZones", {}, new World(), "ap-southeast-2").zoneIds, [
      "apse2-az1",
      "apse2-az2",
      "apse2-az3",
    ]);
    const fewer = ask("getAvailabilityZones", {
      state: "available",
      excludeNames: ["eu-west-1a"],
      excludeZoneIds: ["euw1-az2"],
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    assert.deepEqual(fewer.names, ["eu-west-1c"]);
    assert.deepEqual(ask("getAvailabilityZones", { state: "impaired" }).names, []);
    assert.throws(
      () => ask("getAvailabilityZones", { filters: [{ name: "colour", values: ["red"] }] }),
      /colour/,
    );
  });

  it("where the program runs", () => {
    assert.equal(ask("getCallerIdentity").accountId, "111122223333");
    assert.deepEqual(ask("getRegion"), {
      description: "Europe (Ireland)",
      endpoint: "ec2.eu-west-1.amazonaws.com",
      id: "eu-west-1",
      name: "eu-west-1",
      region: "eu-west-1",
    });
    assert.equal(ask("getRegion", { endpoint: "ec2.us-east-1.amazonaws.com" }).region, "us-east-1");
    assert.throws(() => ask("getRegion", { name: "Ireland" }), /region not found/);
    assert.deepEqual(ask("getPartition"), {
      dnsSuffix: "amazonaws.com",
      id: "aws",
      partition: "aws",
      reverseDnsPrefix: "com.amazonaws",
    });
  });

  it("the newest image that fits", () => {
    const filters = [
      { name: "name", values: ["al2023-ami-2023.*-kernel-6.1-arm64"] },
      { name: "architecture", values: ["arm64"] },
    ];
    const image = ask("getAmi", { owners: ["amazon"], mostRecent: true, filters });
    assert.match(String(image.id), /^ami-[0-9a-f]{17}$/);
    assert.equal(image.architecture, "arm64");
    const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
    assert.equal(ask("getParameter", { name }).value, image.id);
    assert.notEqual(ask("getParameter", { name }, new World(), "us-east-1").value, image.id);
    assert.throws(() => ask("getAmi", { owners: ["amazon"], filters }), /more than one result/);
    assert.throws(() => ask("getAmi", { owners: ["self"] }), /no results/);
    assert.throws(() => ask("getAmi", { mostRecent: true }), /Not Filtered/);
    assert.throws(() => ask("getAmi", { owners: [] }), /at least one/);
  });

  it("CloudFront's prefix list with its weight", () => {
    const list = ask("getManagedPrefixList", { name: "com.amazonaws.global.cloudfront.origin-facing" });
    assert.equal(list.id, "pl-4fa04526");
    assert.equal(list.maxEntries, 55);
    assert.throws(() => ask("getManagedPrefixList", { name: "cloudfront" }), /no matching/);
    assert.throws(() => ask("getManagedPrefixList"), /multiple/);
  });

  it("the route table of a subnet, and a VPC's main one", () => {
    const world = new World();
    const { vpc, subnet } = network(world);
    const table = world.add("aws:ec2/routeTable:RouteTable", { vpcId: vpc }).id;
    const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
    world.add(association, { routeTableId: table, subnetId: subnet });
    assert.equal(ask("getRouteTable", { subnetId: subnet }, world).id, table);
    const filters = [{ name: "association.main", values: ["true"] }];
    const main = ask("getRouteTable", { vpcId: vpc, filters }, world).id;
    assert.equal(main, world.account.ofType("aws:ec2/vpc:Vpc")[0]?.outputs.mainRouteTableId);
    assert.throws(() => ask("getRouteTable", { vpcId: vpc }, world), /multiple/);
    assert.throws(() => ask("getRouteTable", { subnetId: "subnet-gone" }, world), /no results/);
    assert.throws(() => ask("getRouteTable", {}, world), /must be assigned/);
  });

  it("a parameter of the account; an unknown one is an error", () => {
    const world = new World();
    world.add("aws:ssm/parameter:Parameter", { name: "/a", type: "SecureString", value: "hush" });
    const answer = ask("getParameter", { name: "/a" }, world);
    assert.equal(answer.value, "hush");
    assert.equal(answer.insecureValue, "");
    assert.equal(answer.arn, "arn:aws:ssm:eu-west-1:111122223333:parameter/a");
    assert.throws(() => ask("getParameter", { name: "/b" }, world), /ParameterNotFound/);
    assert.throws(() => ask("getParameter", { name: "/a" }, world, "us-east-1"), /ParameterNotFound/);
  });

  it("the versions of a secret, without their values", () => {
    const world = new World();
    const secret = world.add("aws:secretsmanager/secret:Secret", { name: "db" }).id;
    assert.deepEqual(ask("getSecretVersions", { secretId: "db" }, world).versions, []);
    const type = "aws:secretsmanager/secretVersion:SecretVersion";
    const { versionId } = world.add(type, { secretId: secret, secretString: "hush" }).outputs;
    const answer = ask("getSecretVersions", { secretId: secret }, world);
    assert.deepEqual(
      (answer.versions as Props[]).map((version) => [version.versionId, version.versionStages]),
      [[versionId, ["AWSCURRENT"]]],
    );
    assert.doesNotMatch(JSON.stringify(answer), /hush/);
  });

  it("an adopted secret by its ARN", () => {
    const secretId = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:db-Ab12Cd";
    const answer = ask("getSecretVersions", { secretId });
    assert.equal(answer.secretName, "db");
    assert.equal((answer.versions as unknown[]).length, 1);
    assert.deepEqual(ask("getSecretVersions", { secretId }), answer);
    assert.equal(ask("getSecret", { arn: secretId }).name, "db");
    assert.throws(() => ask("getSecret", { name: "db" }), /ResourceNotFoundException/);
    assert.throws(
      () => ask("getSecret", { arn: secretId }, new World(), "us-east-1"),
      /ResourceNotFoundException/,
    );
    assert.throws(() => ask("getSecret", { arn: secretId.slice(0, -7) }), /ResourceNotFoundException/);
  });

  it("a policy document in the provider's own words", () => {
    const principals = [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }];
    const conditions = [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] }];
    const statements = [
      {
        sid: "Read",
        actions: ["s3:Get", "s3:List"],
        resources: ["arn:aws:s3:::&{aws:username}"],
        conditions,
      },
      { effect: "Deny", actions: ["sts:AssumeRole"], principals },
      { actions: ["*"], resources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
    ];
    const answer = ask("getPolicyDocument", { statements });
    assert.deepEqual(JSON.parse(String(answer.json)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: ["s3:List", "s3:Get"],
          Resource: "arn:aws:s3:::${aws:username}",
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
        { Effect: "Deny", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
        { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
      ],
    });
    assert.deepEqual(JSON.parse(String(answer.minifiedJson)), JSON.parse(String(answer.json)));
    assert.throws(() => ask("getPolicyDocument", { statements: [{ effect: "allow" }] }), /effect/);
    assert.throws(() => ask("getPolicyDocument", { statements: [{ sid: "a b" }] }), /Sid/);
    assert.throws(
      () => ask("getPolicyDocument", { statements: [{ sid: "A" }, { sid: "A" }] }),
      /duplicate Sid/,
    );
    assert.throws(() => ask("getPolicyDocument", { version: "2020-01-01" }), /version/);
  });

  it("merged policy documents: a later statement of the same Sid replaces the earlier one", () => {
    const source = JSON.stringify({
      Statement: [{ Sid: "A", Effect: "Allow", Action: "a:b", Resource: "*" }],
    });
    const override = JSON.stringify({
      Statement: { Sid: "A", Effect: "Deny", Action: "a:b", Resource: "*" },
    });
    const answer = ask("getPolicyDocument", {
      sourcePolicyDocuments: [source],
      overridePolicyDocuments: [override],
    });
    assert.deepEqual((JSON.parse(String(answer.json)) as Props).Statement, [
      { Sid: "A", Effect: "Deny", Action: "a:b", Resource: "*" },
    ]);
    assert.throws(() => ask("getPolicyDocument", { sourcePolicyDocuments: ["text"] }), /not a JSON object/);
  });
});
