/** What `pulumi up` needs beside what is in this folder. */
import type { SecretName } from "../../stacks/environment";
import { NAMESPACE } from "../../stacks/problems";
import type { StackPlan } from "./runProgram";
import { item, section, type Paint } from "./text";

interface Step {
  readonly what: string;
  /** Commands that do it, or that show whether it is done. */
  readonly commands: readonly string[];
}

export function missingSection(paint: Paint, plan: StackPlan): string[] {
  const lines = stepsOf(plan).flatMap(({ what, commands }) => [
    ...item("[ ] ", what),
    ...commands.map((command) => `      ${paint("cyan", command)}`),
  ]);
  return section(paint, "STILL MISSING FOR pulumi up", [...lines, ...encryptedNote(plan)]);
}

export function stepsOf(plan: StackPlan): Step[] {
  const { environment, missingSecrets, stackConfig } = plan;
  if (!environment) return [];
  const { stack, hostedZone, region, alarmEmail } = environment;
  const cli = {
    what: "the Pulumi CLI, and a place for the stack's state",
    commands: [`pulumi login`, `pulumi stack select --create ${stack}`],
  };
  const zone = {
    what: `Route 53 hosts the zone ${hostedZone}, and its registrar names Route 53's name servers`,
    commands: [`aws route53 list-hosted-zones-by-name --dns-name ${hostedZone} --max-items 1`],
  };
  const credentials = {
    what: `AWS credentials of the account to deploy to, for ${region}`,
    commands: ["aws sts get-caller-identity"],
  };
  const confirmation = {
    what: `afterwards: ${alarmEmail ?? ""} confirms the subscription to the alarms, by the link in AWS's e-mail`,
    commands: [],
  };
  return [
    cli,
    ...missingSecrets.map((name) => secretStep(name, stackConfig.stack)),
    credentials,
    zone,
    ...imageSteps(plan),
    ...frontendSteps(plan),
    ...(alarmEmail === undefined ? [] : [confirmation]),
  ];
}

function secretStep(name: SecretName, stack: string): Step {
  return {
    what: `secret ${name}, of which this plan used a stand-in`,
    commands: [`pulumi config set --secret --stack ${stack} ${NAMESPACE}:${name}`],
  };
}

/** Docker only builds; pinned images have to be in the registry already. */
function imageSteps({ environment }: StackPlan): Step[] {
  if (!environment) return [];
  const { services, architecture } = environment;
  const built = services.filter(({ image }) => image.kind === "build").map(({ name }) => name);
  const pinned = services.filter(({ image }) => image.kind !== "build").map(({ name }) => name);
  const docker = {
    what: `Docker is running and builds for ${architecture} (other processors need QEMU): ${built.join(", ")}`,
    commands: ["docker info", "docker buildx ls"],
  };
  const registry = { what: `the pinned images are in ECR: ${pinned.join(", ")}`, commands: [] };
  return [...(built.length > 0 ? [docker] : []), ...(pinned.length > 0 ? [registry] : [])];
}

/** The program warns of a front end that is missing, or built for another API, with the command in it. */
function frontendSteps({ warnings, stackConfig }: StackPlan): Step[] {
  const command = `npm run frontend -- ${stackConfig.stack}`;
  return warnings.some((warning) => warning.includes("npm run frontend"))
    ? [{ what: "the front end, built for this stack", commands: [command] }]
    : [];
}

function encryptedNote({ encrypted }: StackPlan): string[] {
  if (encrypted.length === 0) return [];
  return item("", `Encrypted, and not read by a plan: ${encrypted.join(", ")}.`);
}
