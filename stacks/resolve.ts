/**
 * From a stack's raw config to its environment, or to everything that is wrong with it. Pure but for a look
 * at the application's checkout: tests and tools use it without a Pulumi engine.
 */
import { planRoutes } from "../components/routes";
import { checkCatalogue } from "./catalogueRules";
import { compare } from "./calls";
import { imageSources, projectPath } from "./checkout";
import type { CatalogueEntry, Environment, SecretName, ServiceSpec } from "./environment";
import { isRegion, liesIn } from "./formats";
import { Findings, NAMESPACE, show, type Problem } from "./problems";
import { profiles } from "./profiles";
import { readConfig, type ConfigValues, type RawConfig } from "./readConfig";
import { schema } from "./schema";
import { resolveSecrets } from "./secretConfig";
import { defined, LONGEST_REQUEST } from "./serviceFields";
import * as release from "./services";
import { chooseServices, withImages } from "./serviceSpecs";

export interface StackInput {
  readonly project: string;
  readonly stack: string;
  /** With full keys: `harena:domain`, `aws:region`. */
  readonly config: RawConfig;
  /** The keys whose values are encrypted. */
  readonly secretKeys: readonly string[];
  /** Absolute path of the project's folder, where `Pulumi.yaml` is. */
  readonly projectDir: string;
  /** @default the catalogue of `services.ts` */
  readonly catalogue?: readonly CatalogueEntry[];
  /** @default `healthService` of `services.ts` */
  readonly healthService?: string;
  /** @default `secretCatalogue` of `services.ts` */
  readonly secretCatalogue?: readonly release.SecretEntry[];
}

export interface Resolution {
  /** Absent when there is any problem. */
  readonly environment?: Environment;
  readonly problems: readonly Problem[];
  /** Secrets without value and ARN; each is a problem of the kind `missing-secret` too. */
  readonly missingSecrets: readonly SecretName[];
}

/** Where the project is deployed when nothing says otherwise, as `Pulumi.yaml` has it. */
export const DEFAULT_REGION = "eu-west-1";

/** Reads and checks everything; never throws for what the user gave. */
export function resolveEnvironment(input: StackInput): Resolution {
  const { project, stack, config } = input;
  const { healthService = release.healthService, secretCatalogue = release.secretCatalogue } = input;
  const entries = entriesOf(input);
  const names = secretCatalogue.map(({ name }) => name);
  const findings = new Findings(stack, new Set(input.secretKeys), hiddenValues(input, names));

  checkNames(project, stack, findings);
  const region = readRegion(config, findings);
  const values = readConfig(config, names, findings);
  checkZone(values, findings);
  checkCatalogue(entries, healthService, secretCatalogue, findings);
  const services = resolveServices(entries, values, { ...input, secretCatalogue }, findings);
  const { secrets, missing } = secretsOf(input, values, region, findings);

  const { problems, warnings } = findings;
  if (problems.length > 0 || !isComplete(values)) return { problems, missingSecrets: missing };
  warn(values, entries, healthService, findings);
  const place = { project, stack, region, projectDir: input.projectDir };
  const environment = {
    ...describe(place, values),
    services,
    secrets,
    healthService,
    idleTimeout: LONGEST_REQUEST + IDLE_MARGIN,
    warnings,
  };
  return { environment, problems, missingSecrets: missing };
}

/** The secrets that {@link resolveEnvironment} would miss, found without a look at anything else. */
export function missingSecrets(input: StackInput): readonly SecretName[] {
  const names = (input.secretCatalogue ?? release.secretCatalogue).map(({ name }) => name);
  const findings = new Findings(input.stack, new Set(input.secretKeys), []);
  const values = readConfig(input.config, names, findings);
  return secretsOf(input, values, readRegion(input.config, findings), findings).missing;
}

function entriesOf({ catalogue = release.catalogue }: StackInput): readonly CatalogueEntry[] {
  return [...catalogue].sort((a, b) => compare(a.name, b.name));
}

function secretsOf(
  input: StackInput,
  values: ConfigValues,
  region: string,
  findings: Findings,
): ReturnType<typeof resolveSecrets> {
  return resolveSecrets(
    {
      config: input.config,
      secretKeys: new Set(input.secretKeys),
      arns: values.secretArns ?? {},
      region,
      catalogue: input.secretCatalogue ?? release.secretCatalogue,
      needed: new Set(entriesOf(input).flatMap((entry) => entry.secrets ?? [])),
    },
    findings,
  );
}

function resolveServices(
  entries: readonly CatalogueEntry[],
  values: ConfigValues,
  input: Pick<StackInput, "projectDir"> & Required<Pick<StackInput, "secretCatalogue">>,
  findings: Findings,
): readonly ServiceSpec[] {
  const { services: overrides = {}, imageTags = {}, architecture = "arm64", appPath, sizing } = values;
  const profile = sizing && profiles[sizing];
  const choices = chooseServices(
    {
      entries,
      overrides,
      imageTags,
      secrets: input.secretCatalogue,
      common: commonSettings(values),
      ...defined({ profile }),
    },
    findings,
  );
  const checkout = { projectDir: input.projectDir, imageTags, architecture, ...defined({ appPath }) };
  return withImages(choices, imageSources(entries, checkout, findings));
}

/** The front end and the API are two origins: a browser lets pages call an API that names theirs. */
function commonSettings({ domain }: ConfigValues): Readonly<Record<string, string>> {
  if (domain === undefined) return {};
  return {
    CORS_ORIGINS: frontendDomains(domain)
      .map((host) => `https://${host}`)
      .join(","),
  };
}

function frontendDomains(domain: string): string[] {
  return [domain, `www.${domain}`];
}

/**
 * Seconds by which the load balancer outwaits its services, so that a slow answer ends where it is made. The
 * timeout is one for all environments: if it followed the catalogue, an added service would change the others.
 */
const IDLE_MARGIN = 10;

type CompleteValues = ConfigValues &
  Required<
    Pick<
      ConfigValues,
      "domain" | "sizing" | "appPath" | "frontendDist" | "databaseAddress" | "vpcCidr" | "architecture"
    >
  >;

/** True when every key has a value that is required or has a default. */
function isComplete(values: ConfigValues): values is CompleteValues {
  const { domain, sizing, appPath, frontendDist, databaseAddress, vpcCidr, architecture } = values;
  const needed = [domain, sizing, appPath, frontendDist, databaseAddress, vpcCidr, architecture];
  return needed.every((value) => value !== undefined);
}

type Place = Pick<Environment, "project" | "stack" | "region"> & Pick<StackInput, "projectDir">;

/** What follows from the config alone. */
function describe(
  { project, stack, region, projectDir }: Place,
  values: CompleteValues,
): Omit<Environment, "services" | "secrets" | "healthService" | "idleTimeout" | "warnings"> {
  const { domain, sizing, hostedZone = domain, vpcCidr, architecture, alarmEmail, monthlyBudget } = values;
  const { sleep: usualSleep, ...profile } = profiles[sizing];
  const sleep = values.sleep === false ? undefined : (values.sleep ?? usualSleep);
  return {
    project,
    stack,
    region,
    sizing,
    profile: { ...profile, ...defined({ sleep }), ...(values.allowDestroy === "true" && DESTROYABLE) },
    architecture,
    domain,
    apiDomain: `api.${domain}`,
    frontendDomains: frontendDomains(domain),
    hostedZone,
    frontendDist: projectPath(projectDir, values.appPath, values.frontendDist),
    vpcCidr,
    databaseCidr: values.databaseAddress,
    ...defined({ alarmEmail, monthlyBudget }),
  };
}

/** What stands in the way of `pulumi destroy` in prod; an update must have applied it first. */
const DESTROYABLE = { deletionProtection: false, forceDestroy: true } as const;

/** Values that no message may repeat, wherever they turn up. */
function hiddenValues({ config, secretKeys }: StackInput, secrets: readonly SecretName[]): string[] {
  const keys = [...secretKeys, ...secrets.map((name) => `${NAMESPACE}:${name}`)];
  return keys.map((key) => config[key] ?? "").filter((value) => value.length >= SHORTEST_HIDDEN);
}

/** Shorter values are in no danger of being meant for a secret, and would hide half of all messages. */
const SHORTEST_HIDDEN = 6;

/**
 * Project and stack become part of physical names, of which load balancers' take letters, digits and
 * hyphens, and buckets' only lower case. 25 characters leave room for a hash in a load balancer's 32.
 */
const NAME = /^[a-z](?:[a-z0-9-]{0,23}[a-z0-9])?$/;
const NAME_FORM = "1 to 25 lower-case letters, digits and inner hyphens, a letter first";

function checkNames(project: string, stack: string, findings: Findings): void {
  if (!NAME.test(project)) {
    const mend = "Edit name in Pulumi.yaml.";
    findings.add({ kind: "invalid", key: "project", received: show(project), allowed: NAME_FORM, mend });
  }
  if (!NAME.test(stack)) {
    const plain = stack
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 25)
      .replace(/^[^a-z]+|-+$/g, "");
    const mend = `Run: pulumi stack rename --stack ${stack} ${plain || "dev"}`;
    findings.add({ kind: "invalid", key: "stack", received: show(stack), allowed: NAME_FORM, mend });
  }
}

function readRegion(config: RawConfig, findings: Findings): string {
  const region = config["aws:region"] ?? DEFAULT_REGION;
  if (!isRegion(region)) {
    findings.add({
      kind: "invalid",
      key: "aws:region",
      received: show(region),
      allowed: "an AWS region, such as eu-west-1",
      mend: `Run: pulumi config set --stack ${findings.stack} aws:region ${DEFAULT_REGION}`,
    });
  }
  return region;
}

function checkZone({ domain, hostedZone }: ConfigValues, findings: Findings): void {
  if (domain === undefined || hostedZone === undefined || liesIn(domain, hostedZone)) return;
  findings.config(["hostedZone"], {
    value: hostedZone,
    allowed: `a zone that holds ${domain}: the domain itself or what follows one of its dots`,
    example: domain.split(".").slice(-2).join("."),
  });
}

/** What is allowed but probably not meant. */
function warn(
  { sizing, alarmEmail, databaseAddress, imageTags = {} }: ConfigValues,
  entries: readonly CatalogueEntry[],
  healthService: string,
  findings: Findings,
): void {
  if (sizing === "prod" && alarmEmail === undefined) {
    const mend = findings.setting(["alarmEmail"], schema.alarmEmail.example);
    findings.warnings.push(`Alarms of this stack reach nobody: harena:alarmEmail is not set. ${mend}`);
  }
  if (sizing === "prod" && databaseAddress === schema.databaseAddress.default) {
    const mend = findings.setting(["databaseAddress"], schema.databaseAddress.example);
    findings.warnings.push(
      `Tasks of this stack may reach port 5432 of any address: harena:databaseAddress is ${databaseAddress}. ${mend}`,
    );
  }
  for (const name of Object.keys(imageTags).sort(compare)) {
    if (!/(?:^|:)latest$/.test(imageTags[name] ?? "")) continue;
    findings.warnings.push(
      `The image of ${name} is pinned to "latest", which names another image after each push.`,
    );
  }
  for (const warning of planRoutes(entries, { healthService }).warnings) {
    findings.warnings.push(`${warning.charAt(0).toUpperCase()}${warning.slice(1)}.`);
  }
}
