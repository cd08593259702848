import assert from "node:assert/strict";
import { importIdOf } from "../../../simulator/cloud/puts";
import { remedyFor } from "../../../tools/recover/ids";
import { planned, sound } from "../../support/program";

describe("what is done about an interrupted creation", () => {
  it("follows from the inputs alone as the account has it, for every resource of dev and prod", async () => {
    const kinds = new Map<string, string>();
    for (const stack of ["dev", "prod"]) {
      const { simulation } = sound(await planned({ stack }));
      for (const { type, inputs, id, outputs } of simulation?.resources ?? []) {
        if (/^(pulumi|harena|awsx):/.test(type)) continue;
        const remedy = remedyFor(type, inputs);
        kinds.set(type, remedy.kind);
        if (remedy.kind === "adopt") assert.equal(remedy.id, importIdOf({ type, id, outputs }), type);
      }
    }
    const of = (kind: string): string[] =>
      [...kinds].flatMap(([type, its]) => (its === kind ? [type.split(":").slice(1).join(":")] : [])).sort();
    assert.deepEqual(of("adopt"), [
      "cloudfront/function:Function",
      "cloudwatch/logGroup:LogGroup",
      "ecr/repository:Repository",
      "ecs/service:Service",
      "iam/instanceProfile:InstanceProfile",
      "iam/role:Role",
      "route53/record:Record",
    ]);
    assert.deepEqual(of("forget"), [
      "acm/certificateValidation:CertificateValidation",
      "appautoscaling/policy:Policy",
      "appautoscaling/scheduledAction:ScheduledAction",
      "appautoscaling/target:Target",
      "cloudwatch/eventRule:EventRule",
      "cloudwatch/eventTarget:EventTarget",
      "cloudwatch/metricAlarm:MetricAlarm",
      "ecr/lifecyclePolicy:LifecyclePolicy",
      "ecs/cluster:Cluster",
      "ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "iam/rolePolicy:RolePolicy",
      "iam/rolePolicyAttachment:RolePolicyAttachment",
      "index/image:Image",
      "index/randomId:RandomId",
      "index/randomPassword:RandomPassword",
      "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "s3/bucketObjectv2:BucketObjectv2",
      "s3/bucketOwnershipControls:BucketOwnershipControls",
      "s3/bucketPolicy:BucketPolicy",
      "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "sns/topic:Topic",
      "sns/topicPolicy:TopicPolicy",
      "wafv2/webAclAssociation:WebAclAssociation",
      "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    ]);
  });

  it("is left to somebody who looks where the name is made by AWS or not known", () => {
    assert.deepEqual(remedyFor("aws:s3/bucket:Bucket", { bucketPrefix: "x-" }), { kind: "ask" });
    assert.deepEqual(remedyFor("aws:s3/bucket:Bucket", { bucket: "" }), { kind: "ask" });
    assert.deepEqual(remedyFor("aws:ecs/service:Service", { name: "s" }), { kind: "ask" });
    assert.deepEqual(remedyFor("aws:route53/record:Record", { zoneId: "Z", name: "a.b." }), { kind: "ask" });
    assert.deepEqual(remedyFor("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }), { kind: "ask" });
  });

  it("takes the last dot of a domain name away, as the provider does", () => {
    const record = { zoneId: "Z", name: "a.example.com.", type: "A" };
    assert.deepEqual(remedyFor("aws:route53/record:Record", record), {
      kind: "adopt",
      id: "Z_a.example.com_A",
    });
  });
});
