import assert from "node:assert/strict";
import { importIdOf, isPut } from "../../../simulator/cloud/puts";
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
        if (remedy.kind === "forget") {
          const leavesNothing = /^random:|^aws:acm\/certificateValidation:/.test(type);
          assert.ok(leavesNothing || isPut(type), `${type} would be made twice`);
        }
      }
    }
    assert.deepEqual(
      [...kinds]
        .filter(([, kind]) => kind === "adopt")
        .map(([type]) => type)
        .sort(),
      [
        "aws:cloudfront/function:Function",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:ecr/repository:Repository",
        "aws:ecs/service:Service",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/role:Role",
        "aws:route53/record:Record",
      ],
    );
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
