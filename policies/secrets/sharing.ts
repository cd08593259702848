/** Secrets are closed to others: their own policies, and the keys that go with them. */
import type { PolicyResource } from "@pulumi/policy";
import { statementsOf, type Statement } from "../lib/documents";
import { letsEverybodyIn } from "../lib/exposure";
import { forStack, forTypes } from "../lib/findings";
import { at, ifKnown, plainText, some } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { SECRET, SECRET_KEYS, SECRET_POLICY } from "./usedSecrets";

const secretPolicy = (principal: unknown): readonly ExampleResource[] => [
  {
    type: SECRET_POLICY,
    name: "db",
    props: {
      secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3",
      policy: json({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*", Principal: principal },
        ],
      }),
    },
  },
];

export const secretPolicyClosed = defineRule({
  name: "secret-policy-closed",
  description: "No policy of a secret lets everybody in.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets"],
  why: "A statement for * lets every role of the account read it, and with a key of one's own every other account's, too.",
  controls: { cdkNag: ["SecretsManagerPolicy"] },
  examples: {
    fails: secretPolicy("*"),
    passes: secretPolicy({ AWS: "arn:aws:iam::111122223333:role/app" }),
  },
  fix: "Name the roles that may read the secret.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
  validateResource: forTypes([SECRET, SECRET_POLICY], (props, findings) => {
    for (const statement of (statementsOf(at(props, "policy")) ?? []).filter(letsEverybodyIn)) {
      findings.violation(`policy: ${statement.path} allows everybody; name the roles.`);
    }
  }),
});

export const secretSharedKey = defineRule({
  name: "secret-shared-key",
  description:
    "A secret that other accounts may read has a key of its own; with the setting required, every secret has.",
  level: "advisory",
  severity: "low",
  tags: ["secrets", "kms"],
  why: "AWS's own key cannot be shared: the other account may read the secret and still not decrypt it.",
  controls: { checkov: ["CKV_AWS_149", "CKV_AWS_337"], cdkNag: ["SecretsManagerUsingKMSKey"] },
  examples: {
    fails: [{ type: SECRET, name: "db", props: { policy: sharedPolicy() } }],
    passes: [{ type: SECRET, name: "db", props: { policy: sharedPolicy(), kmsKeyId: "alias/shared" } }],
  },
  fix: "Give the secret a kmsKeyId, and let the other account use that key.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html",
  config: {
    required: {
      type: "boolean",
      default: false,
      description: "Whether every secret must have a key of its own.",
    },
  },
  validateStack: forStack((stack, findings, config) => {
    const secrets = stack.of([SECRET]);
    findings.forEach(secrets, (secret) => {
      const key = ifKnown(() => plainText(givenAt(secret, "kmsKeyId")), "unknown");
      if (key !== "" && !key.startsWith("alias/aws/")) return;
      const policies = [
        secret,
        ...stack
          .of([SECRET_POLICY])
          .filter((one) => referredTo(one, "secretArn", secrets, SECRET_KEYS) === secret),
      ];
      const shared = some(policies, (one) =>
        (statementsOf(givenAt(one, "policy")) ?? []).some((statement) =>
          isForOthers(statement, () => accountOf(secret)),
        ),
      );
      if (!shared && config.required !== true) return;
      findings.violation(
        `has ${shared ? "readers in other accounts and " : ""}no key of its own; give it a kmsKeyId.`,
        secret,
      );
    });
  }),
});

function sharedPolicy(): unknown {
  return json({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
        Principal: { AWS: "arn:aws:iam::444455556666:role/reader" },
      },
    ],
  });
}

/** @throws the unknown value, where a preview knows no ARN */
function accountOf(secret: PolicyResource): string | undefined {
  return plainText(at(secret.props, "arn")).split(":").at(4);
}

function isForOthers({ effect, principals }: Statement, ownAccount: () => string | undefined): boolean {
  return (
    effect === "Allow" &&
    principals.some(({ kind, value }) => {
      const named = kind === "AWS" ? /^(?:arn:[\w-]+:\w+::)?(\d{12})/.exec(value)?.[1] : undefined;
      return named !== undefined && named !== ownAccount();
    })
  );
}
