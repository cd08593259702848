/** Topics and queues refuse requests without TLS. */
import type { PolicyResource } from "@pulumi/policy";
import { coversAction, coversResource, deniesHttp, statementsOf, type Statement } from "../lib/documents";
import { forStack, type Findings } from "../lib/findings";
import { some, textAt } from "../lib/reading";
import { givenAt, referredTo, type Path } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

/** What has a policy of its own or by a companion, and the requests that must not be possible in the clear. */
interface Kind {
  readonly type: string;
  readonly companion: string;
  /** The companion's property that names it. */
  readonly path: Path;
  readonly keys: readonly string[];
  readonly actions: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    type: "aws:sns/topic:Topic",
    companion: "aws:sns/topicPolicy:TopicPolicy",
    path: "arn",
    keys: ["arn", "id"],
    actions: ["sns:Publish"],
  },
  {
    type: "aws:sqs/queue:Queue",
    companion: "aws:sqs/queuePolicy:QueuePolicy",
    path: "queueUrl",
    keys: ["url", "id"],
    actions: ["sqs:SendMessage", "sqs:ReceiveMessage"],
  },
];

const topic = { type: "aws:sns/topic:Topic", name: "alarms", props: { name: "alarms" } };
const policy = (...Statement: object[]): ExampleResource => ({
  type: "aws:sns/topicPolicy:TopicPolicy",
  name: "alarms-policy",
  props: { arn: ref("alarms", "arn"), policy: json({ Version: "2012-10-17", Statement }) },
});

export const messagesDenyHttp = defineRule({
  name: "messages-deny-http",
  description:
    "Every topic and every queue has a policy that denies publishing, sending and receiving without TLS.",
  level: "mandatory",
  severity: "medium",
  tags: ["https", "sns", "sqs"],
  why: "SNS and SQS answer HTTP, too, and a signed request in the clear shows its message to everybody on the way.",
  fix:
    "Add a statement to the topic's or queue's policy: Deny, principal *, action sns:Publish or sqs:*, with the one " +
    'condition Bool { "aws:SecureTransport": "false" }.',
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit",
  controls: { cdkNag: ["AwsSolutions-SNS3", "AwsSolutions-SQS4"] },
  examples: {
    fails: [topic],
    passes: [
      topic,
      policy({
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: ref("alarms", "arn"),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    ],
  },
  validateStack: forStack((stack, findings) => {
    for (const kind of KINDS) checkKind(kind, stack, findings);
  }),
});

function checkKind(kind: Kind, stack: Stack, findings: Findings): void {
  const subjects = stack.of([kind.type]);
  findings.forEach(subjects, (subject) => {
    const documents = [
      () => givenAt(subject, "policy"),
      ...stack
        .of([kind.companion])
        .map(
          (one) => () =>
            referredTo(one, kind.path, subjects, kind.keys) === subject ? givenAt(one, "policy") : undefined,
        ),
    ];
    const refused = (action: string): boolean =>
      some(documents, (read) => some(statementsOf(read()) ?? [], (one) => denies(one, action, subject)));
    const missing = kind.actions.filter((action) => !refused(action));
    if (missing.length === 0) return;
    findings.violation(
      `no policy of it denies ${missing.join(" and ")} to everybody when aws:SecureTransport is false.`,
      subject,
    );
  });
}

function denies(statement: Statement, action: string, subject: PolicyResource): boolean {
  return (
    deniesHttp(statement) &&
    coversAction(statement, action) &&
    coversResource(statement, textAt(subject.props, "arn") ?? "")
  );
}
