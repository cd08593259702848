import {
  accessPolicyClosed,
  accessPolicySource,
  iamManagedAdmin,
  iamManagedWide,
  iamNoAccessKeys,
  iamNoUsers,
} from "../../../policies/identity";
import { assertCompliant, assertViolations, UNKNOWN, judge, type Props, type Resource } from "../support";
import assert from "node:assert/strict";

const resource = (type: string, props: Props = {}): Resource => ({ type, props });
const document = (statement: object): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...statement }] });
const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

describe("policies of AWS's own", () => {
  const attachments: readonly (readonly [string, (arn: unknown) => Props])[] = [
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", (policyArn) => ({ policyArn })],
    ["aws:iam/userPolicyAttachment:UserPolicyAttachment", (policyArn) => ({ policyArn })],
    ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", (policyArn) => ({ policyArn })],
    ["aws:iam/policyAttachment:PolicyAttachment", (policyArn) => ({ policyArn })],
    [
      "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
      (managedPolicyArn) => ({ managedPolicyArn }),
    ],
    ["aws:iam/role:Role", (arn) => ({ managedPolicyArns: [arn] })],
    [
      "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
      (arn) => ({ policyArns: [arn] }),
    ],
  ];
  for (const [type, props] of attachments) {
    it(`are judged in ${type}`, async () => {
      for (const name of [
        "AdministratorAccess",
        "IAMFullAccess",
        "PowerUserAccess",
        "job-function/SystemAdministrator",
      ]) {
        await assertViolations(iamManagedAdmin, resource(type, props(managed(name))), [name]);
        await assertCompliant(iamManagedWide, resource(type, props(managed(name))));
      }
      for (const name of ["AmazonS3FullAccess", "AmazonEC2FullAccess", "AmazonSQSFullAccess"]) {
        await assertViolations(iamManagedWide, resource(type, props(managed(name))), [name]);
        await assertCompliant(iamManagedAdmin, resource(type, props(managed(name))));
      }
      for (const fine of [
        managed("AmazonSSMManagedInstanceCore"),
        managed("service-role/AmazonECSTaskExecutionRolePolicy"),
        managed("ReadOnlyAccess"),
        "arn:aws:iam::111122223333:policy/AdministratorAccess",
      ]) {
        await assertCompliant(iamManagedAdmin, resource(type, props(fine)));
        await assertCompliant(iamManagedWide, resource(type, props(fine)));
      }
    });
  }
  it("are known beside others that are not", async () => {
    const props = { managedPolicyArns: [UNKNOWN, managed("AdministratorAccess")] };
    const verdict = await judge(iamManagedAdmin, resource("aws:iam/role:Role", props));
    assert.equal(verdict.messages.length, 1);
    assert.ok(verdict.undecided);
  });
});

describe("users and their keys", () => {
  it("are not made", async () => {
    for (const type of ["aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile"]) {
      await assertViolations(iamNoAccessKeys, resource(type, { user: "ci" }), [
        "which does not expire; use a role",
      ]);
    }
    for (const type of [
      "aws:iam/user:User",
      "aws:iam/userPolicy:UserPolicy",
      "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    ]) {
      await assertViolations(iamNoUsers, resource(type), ["is for a user; use a role"]);
    }
    for (const rule of [iamNoAccessKeys, iamNoUsers])
      await assertCompliant(rule, resource("aws:iam/role:Role"));
  });
});

describe("access-policy-closed", () => {
  for (const [type, property] of [
    ["aws:kms/key:Key", "policy"],
    ["aws:kms/keyPolicy:KeyPolicy", "policy"],
    ["aws:cloudwatch/eventBusPolicy:EventBusPolicy", "policy"],
    ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"],
    ["aws:efs/fileSystemPolicy:FileSystemPolicy", "policy"],
    ["aws:ecr/registryPolicy:RegistryPolicy", "policy"],
    ["aws:opensearch/domain:Domain", "accessPolicies"],
    ["aws:backup/vaultPolicy:VaultPolicy", "policy"],
  ] as const) {
    it(`reads ${type}`, async () => {
      await assertViolations(
        accessPolicyClosed,
        resource(type, { [property]: document({ Principal: "*" }) }),
        [`${property}: Statement[0] allows everybody`],
      );
      for (const fine of [
        undefined,
        document({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
        document({ Principal: "*", Effect: "Deny" }),
        document({ Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } }),
      ]) {
        await assertCompliant(accessPolicyClosed, resource(type, { [property]: fine }));
      }
    });
  }
  it("reads permissions of functions and event buses", async () => {
    const permission = (more: Props): Resource => resource("aws:lambda/permission:Permission", more);
    await assertViolations(accessPolicyClosed, permission({ principal: "*" }), ["principal is *"]);
    await assertCompliant(accessPolicyClosed, permission({ principal: "*", principalOrgId: "o-1" }));
    await assertCompliant(accessPolicyClosed, permission({ principal: "*", sourceArn: UNKNOWN }));
    await assertCompliant(accessPolicyClosed, permission({ principal: "111122223333" }));
    await assertViolations(
      accessPolicyClosed,
      resource("aws:cloudwatch/eventPermission:EventPermission", { principal: "*" }),
      ["principal is *"],
    );
  });
});

describe("access-policy-source", () => {
  const topic = (service: string, more: object = {}): Resource =>
    resource("aws:sns/topicPolicy:TopicPolicy", {
      policy: document({ Principal: { Service: service }, ...more }),
    });
  it("wants services to say for whom they come", async () => {
    await assertViolations(accessPolicySource, topic("cloudwatch.amazonaws.com"), [
      "lets cloudwatch.amazonaws.com in",
    ]);
    for (const condition of [
      { StringEquals: { "aws:SourceAccount": "111122223333" } },
      { ArnLike: { "AWS:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" } },
    ]) {
      await assertCompliant(accessPolicySource, topic("cloudwatch.amazonaws.com", { Condition: condition }));
    }
    await assertViolations(
      accessPolicySource,
      topic("s3.amazonaws.com", { Condition: { StringEqualsIfExists: { "aws:SourceAccount": "1" } } }),
      ["s3"],
    );
    await assertCompliant(accessPolicySource, topic("cloudwatch.amazonaws.com", { Effect: "Deny" }));
  });
  it("lets events come to a topic without, which say nothing of themselves, and to no queue", async () => {
    await assertCompliant(accessPolicySource, topic("events.amazonaws.com"));
    const queue = resource("aws:sqs/queuePolicy:QueuePolicy", {
      policy: document({ Principal: { Service: "events.amazonaws.com" } }),
    });
    await assertViolations(accessPolicySource, queue, ["lets events.amazonaws.com in"]);
  });
  it("wants a function's callers to have a source", async () => {
    const permission = (more: Props): Resource =>
      resource("aws:lambda/permission:Permission", { principal: "s3.amazonaws.com", ...more });
    await assertViolations(accessPolicySource, permission({}), ["lets s3.amazonaws.com in"]);
    await assertCompliant(accessPolicySource, permission({ sourceArn: UNKNOWN }));
    await assertCompliant(accessPolicySource, permission({ sourceAccount: "111122223333" }));
    await assertCompliant(accessPolicySource, permission({ principal: "111122223333" }));
  });
});
