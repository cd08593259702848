/** Scripts, inputs and code that are given as one text. */
import { checkText } from "../lib/clearText";
import { forTypes } from "../lib/findings";
import { nameSchema, nameSettings } from "../lib/namedValues";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import type { ValuePath } from "../lib/secretMarks";

/** Where each type of machine takes its script; some take it in base64 only, which is looked into anyway. */
const USER_DATA: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/instance:Instance": ["userData", "userDataBase64"],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ["userData", "userDataBase64"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["userData"],
  "aws:ec2/launchConfiguration:LaunchConfiguration": ["userData", "userDataBase64"],
  "aws:lightsail/instance:Instance": ["userData"],
};

const machine = (userData: string): readonly ExampleResource[] => [
  { type: "aws:ec2/instance:Instance", name: "worker", props: { userData } },
];

export const userDataSecrets = defineRule({
  name: "user-data-secrets",
  description: "The scripts by which machines start hold no secrets, in base64 and compressed neither.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "ec2"],
  why: "Every process on the machine can read it from the metadata address, and so can whoever may describe the machine.",
  controls: { checkov: ["CKV_AWS_46"] },
  examples: {
    fails: machine("#!/bin/sh\nexport DB_PASSWORD=correct-horse\n"),
    passes: machine("#!/bin/sh\naws ssm get-parameter --name /app/db-password --with-decryption\n"),
  },
  fix: "Let the script read the value from Secrets Manager or Parameter Store with the machine's role.",
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html",
  config: nameSchema,
  validateResource: forTypes(Object.keys(USER_DATA), (props, findings, { type, config }) => {
    const advice = "let the machine read it with its role.";
    const clear = { props, findings, settings: nameSettings(config), advice };
    for (const key of USER_DATA[type]) checkText(clear, [key]);
  }),
});

/** What starts things hands them: inputs, overrides, definitions. */
const INPUTS: Readonly<Record<string, readonly ValuePath[]>> = {
  "aws:scheduler/schedule:Schedule": [["target", "input"]],
  "aws:cloudwatch/eventTarget:EventTarget": [["input"], ["inputTransformer", "inputTemplate"]],
  "aws:pipes/pipe:Pipe": [["targetParameters", "inputTemplate"]],
  "aws:sfn/stateMachine:StateMachine": [["definition"]],
  "aws:ssm/document:Document": [["content"]],
  "aws:batch/jobDefinition:JobDefinition": [["containerProperties"], ["ecsProperties"], ["nodeProperties"]],
  "aws:cloudformation/stack:Stack": [["templateBody"]],
};

const schedule = (environment: object): readonly ExampleResource[] => [
  {
    type: "aws:scheduler/schedule:Schedule",
    name: "nightly",
    props: { target: { input: json({ containerOverrides: [{ name: "app", environment: [environment] }] }) } },
  },
];

export const taskInputSecrets = defineRule({
  name: "task-input-secrets",
  description: "What schedules, events and workflows hand to what they start holds no secrets.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "scheduler", "events"],
  why: "An override of the environment is shown with the schedule, in each run's history and in CloudTrail.",
  controls: {},
  examples: {
    fails: schedule({ name: "DB_PASSWORD", value: "correct-horse" }),
    passes: schedule({ name: "MODE", value: "full" }),
  },
  fix: "Name the secret's ARN in the task definition that is started, or let the code read it.",
  url: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html",
  config: nameSchema,
  validateResource: forTypes(Object.keys(INPUTS), (props, findings, { type, config }) => {
    const advice = "let what is started read it by ARN.";
    const clear = { props, findings, settings: nameSettings(config), advice };
    for (const path of INPUTS[type]) checkText(clear, path);
  }),
});

/** Code that is given as text. */
const CODE: Readonly<Record<string, readonly ValuePath[]>> = {
  "aws:cloudfront/function:Function": [["code"], ["comment"]],
  "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": [["value"]],
  "aws:appsync/function:Function": [["code"], ["requestMappingTemplate"], ["responseMappingTemplate"]],
  "aws:appsync/resolver:Resolver": [["code"], ["requestTemplate"], ["responseTemplate"]],
};

const edge = (code: string): readonly ExampleResource[] => [
  { type: "aws:cloudfront/function:Function", name: "edge", props: { code } },
];

export const functionCodeSecrets = defineRule({
  name: "function-code-secrets",
  description: "Code that runs at the edge or in AppSync holds no secrets.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "cloudfront"],
  why: "Whoever may read the function reads the code, and there is no other place where it could be kept back.",
  controls: {},
  examples: {
    fails: edge('const API_KEY = "correct-horse-battery"; function handler(event) { return event.request; }'),
    passes: edge("function handler(event) { return event.request; }"),
  },
  fix: "Check the secret where one can be kept: in the service behind, or in Lambda@Edge with Secrets Manager.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-functions.html",
  config: nameSchema,
  validateResource: forTypes(Object.keys(CODE), (props, findings, { type, config }) => {
    const advice = "check it where a secret can be kept.";
    const clear = { props, findings, settings: nameSettings(config), advice };
    for (const path of CODE[type]) checkText(clear, path, { kind: "code" });
  }),
});

/** What the rules of this file look at, for the rule that looks at everything else. */
export const SCRIPTS_CHECKED: readonly (readonly [string, readonly ValuePath[]])[] = [
  ...Object.entries(USER_DATA).map(([type, keys]) => [type, keys.map((key) => [key])] as const),
  ...Object.entries(INPUTS),
  ...Object.entries(CODE),
];
