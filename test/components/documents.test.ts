import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { serializeProperties } from "@pulumi/pulumi/runtime/rpc";
import { Documents } from "../../components/documents";
import { json, plan } from "../support/plan";
import { UNKNOWN } from "../policies/support";

describe("a component's documents", () => {
  it("are texts with all Outputs resolved, also those within others", async () => {
    const inner = pulumi.output("arn:aws:sns:eu-west-1:111122223333:alarms");
    const { simulation } = await plan(() => ({
      text: new Documents().json("topic-policy", "policy", {
        Statement: pulumi.output(1).apply((count) => [{ Resource: inner, count }]),
      }),
    }));
    assert.deepEqual(json(simulation.outputs.text), {
      Statement: [{ Resource: "arn:aws:sns:eu-west-1:111122223333:alarms", count: 1 }],
    });
  });

  it("are kept by child and property", () => {
    const documents = new Documents();
    documents.json("one", "policy", { a: 1 });
    documents.json("one", "assumeRolePolicy", { b: 2 });
    documents.json("two", "policy", { c: 3 });
    assert.deepEqual(documents.outputs, {
      one: { policy: { a: 1 }, assumeRolePolicy: { b: 2 } },
      two: { policy: { c: 3 } },
    });
  });

  it("show a preview all but what nobody knows", async () => {
    const arn = pulumi.output(unknown) as pulumi.Output<string>;
    const documents = new Documents();
    const statements = pulumi
      .output("known")
      .apply((Sid) => [{ Sid, Action: "sqs:*", Resource: [arn, "*"] }]);
    documents.json("worker", "policy", { Statement: statements });
    assert.deepEqual(await serializeProperties("test", documents.outputs), {
      worker: { policy: { Statement: [{ Sid: "known", Action: "sqs:*", Resource: [UNKNOWN, "*"] }] } },
    });
  });
});
