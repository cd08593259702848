/**
 * The config of a stack, key by key: what `pulumi config set` may set in the namespace `harena`. Checks that
 * involve more than one value, or the catalogue, come later, in `resolve.ts`. The description of each key
 * in `Pulumi.yaml` is held to this table by a test.
 */
import path from "node:path";
import type { Environment } from "./environment";
import { domainIn, isDomain, isEmail, isPrivate, LONGEST_DOMAIN, networkOf, parseBlock } from "./formats";
import { nearest } from "./nearest";
import { readImageTags, readSecretArns, readServices, readSleep } from "./objectKeys";
import type { Sizing } from "./profiles";
import { accept, oneOf, refuse, textThat, type Reading } from "./reading";

export interface ConfigKey<T> {
  readonly type: "string" | "number" | "boolean" | "object";
  readonly required?: true;
  /** The text that stands for an absent value; such keys are declared in `Pulumi.yaml`. */
  readonly default?: string;
  /** One line. */
  readonly description: string;
  /** What `pulumi config set` is shown with. */
  readonly example: string;
  readonly read: (text: string) => Reading<T>;
}

function key<T>(definition: ConfigKey<T>): ConfigKey<T> {
  return definition;
}

const SIZINGS: readonly Sizing[] = ["dev", "prod"];
const ARCHITECTURES: readonly Environment["architecture"][] = ["arm64", "x86_64"];

export const schema = {
  domain: key({
    type: "string",
    required: true,
    description: "The front end's domain; the API answers at api.<domain>",
    example: "dev.harena.com",
    read: readDomain,
  }),
  sizing: key({
    type: "string",
    required: true,
    description: "Sizing of the environment: dev or prod (stacks/profiles.ts)",
    example: "dev",
    read: oneOf(SIZINGS, (text) => SIZINGS.find((sizing) => text.toLowerCase().startsWith(sizing))),
  }),
  appPath: key({
    type: "string",
    required: true,
    description: "Checkout of the application: absolute, or relative to this folder",
    example: "examples/app",
    read: textThat((text) => text.trim() !== "", "a folder"),
  }),
  hostedZone: key({
    type: "string",
    description: "Name of the Route 53 zone that holds the domain; the domain itself without it",
    example: "harena.com",
    read: readDomain,
  }),
  frontendDist: key({
    type: "string",
    default: "harena_front/dist",
    description: "Folder with the built front end, relative to appPath",
    example: "harena_front/dist",
    read: textThat(isInnerPath, "a relative path inside appPath"),
  }),
  databaseAddress: key({
    type: "string",
    default: "0.0.0.0/0",
    description: "IPv4 address or CIDR block of PostgreSQL, where tasks may reach port 5432",
    example: "203.0.113.10/32",
    read: readDatabaseAddress,
  }),
  vpcCidr: key({
    type: "string",
    default: "10.0.0.0/16",
    description: "IPv4 block of the network: private, /16 to /20",
    example: "10.0.0.0/16",
    read: readVpcCidr,
  }),
  architecture: key({
    type: "string",
    default: "arm64",
    description: "Processor architecture of images and tasks: arm64 or x86_64",
    example: "arm64",
    read: oneOf(ARCHITECTURES, (text) =>
      /^(?:amd64|x64|x86)/i.test(text) ? "x86_64" : nearest(text, ARCHITECTURES),
    ),
  }),
  alarmEmail: key({
    type: "string",
    description: "Who gets the alarms by e-mail",
    example: "ops@harena.com",
    read: textThat(isEmail, "an e-mail address"),
  }),
  monthlyBudget: key({
    type: "number",
    description: "US dollars a month; an alarm is sent when the forecast exceeds them",
    example: "40",
    read: readBudget,
  }),
  sleep: key({
    type: "object",
    description: "Hours without tasks, {from, to, timezone}, or false for none; the sizing's without it",
    example: "false",
    read: readSleep,
  }),
  allowDestroy: key({
    type: "boolean",
    description: "true lets destroy take the stack whole: no deletion protection, files and images included",
    example: "true",
    read: oneOf(["true", "false"] as const, () => undefined),
  }),
  services: key({
    type: "object",
    description:
      "Overrides by service: cpu, memory, minTasks, maxTasks, cpuPercent, requestsPerTask, requestTimeout, latencySeconds, settings",
    example: "{}",
    read: readServices,
  }),
  imageTags: key({
    type: "object",
    description:
      "By service, a tag in the stack's own repository or a whole ECR image address: runs it, builds nothing",
    example: "{}",
    read: readImageTags,
  }),
  secretArns: key({
    type: "object",
    description: "By secret name, the ARN of an existing Secrets Manager secret to use instead of a value",
    example: "{}",
    read: readSecretArns,
  }),
};

export type SchemaKey = keyof typeof schema;

function readDomain(text: string): Reading<string> {
  if (isDomain(text) && text.length <= LONGEST_DOMAIN) return accept(text);
  const suggestion = domainIn(text);
  return refuse({
    value: text,
    allowed: `a host name in lower case of at most ${LONGEST_DOMAIN} characters, such as harena.com`,
    ...(suggestion !== undefined && { suggestion }),
  });
}

function isInnerPath(text: string): boolean {
  const normal = path.posix.normalize(text);
  return text.trim() !== "" && !/^(?:[/\\]|[A-Za-z]:|\.\.(?:\/|$))/.test(normal) && !text.includes("\\");
}

function readDatabaseAddress(text: string): Reading<string> {
  const cidr = parseBlock(text);
  const network = cidr && networkOf(cidr);
  if (network !== undefined && (network === text || cidr?.prefix === 32)) return accept(network);
  return refuse({
    value: text,
    allowed: "an IPv4 address, or a CIDR block without host bits",
    ...(network !== undefined && { suggestion: network }),
  });
}

function readVpcCidr(text: string): Reading<string> {
  const cidr = parseBlock(text);
  const sound = cidr !== undefined && cidr.prefix >= 16 && cidr.prefix <= 20 && isPrivate(cidr);
  const network = sound ? networkOf(cidr) : undefined;
  if (network !== undefined && network === text) return accept(text);
  return refuse({
    value: text,
    allowed: "a /16 to /20 block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, without host bits",
    ...(network !== undefined && { suggestion: network }),
  });
}

function readBudget(text: string): Reading<number> {
  const amount = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(amount) && amount > 0) return accept(amount);
  return refuse({ value: text, allowed: "a number above 0, in US dollars" });
}
