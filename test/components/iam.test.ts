import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ecsTasksTrust, policyDocument } from "../../components/iam";
import { json, plan } from "../support/plan";

/** The policy that a program makes, parsed. */
async function parsed(policy: () => pulumi.Output<string>): Promise<unknown> {
  return json((await plan(() => ({ policy: policy() }))).simulation.outputs.policy);
}

describe("policyDocument", () => {
  it("is the current version of the language around the statements, with outputs resolved", async () => {
    const document = await parsed(() =>
      policyDocument([
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: [pulumi.output("one"), "two"] },
        {
          Sid: "Deny",
          Effect: "Deny",
          Action: ["s3:*"],
          Resource: "*",
          Principal: { AWS: pulumi.output("*") },
          Condition: { Bool: { "aws:SecureTransport": pulumi.output("false") } },
        },
      ]),
    );
    assert.deepEqual(document, {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["one", "two"] },
        {
          Sid: "Deny",
          Effect: "Deny",
          Action: ["s3:*"],
          Resource: "*",
          Principal: { AWS: "*" },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("takes statements that are known only later", async () => {
    const statement = { Effect: "Allow" as const, Action: ["sts:AssumeRole"] };
    assert.deepEqual(await parsed(() => policyDocument(pulumi.output([statement]))), {
      Version: "2012-10-17",
      Statement: [statement],
    });
  });
});

describe("ecsTasksTrust", () => {
  it("trusts ECS tasks of one account and region, in the account's own partition", async () => {
    const context = {
      partition: pulumi.output("aws-cn"),
      region: pulumi.output("cn-north-1"),
      accountId: pulumi.output("444455556666"),
    };
    assert.deepEqual(await parsed(() => ecsTasksTrust(context)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "444455556666" },
            ArnLike: { "aws:SourceArn": "arn:aws-cn:ecs:cn-north-1:444455556666:*" },
          },
        },
      ],
    });
  });
});
