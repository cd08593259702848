/** What is wrong with the service catalogue, whatever the stack. */
import { HEALTH_COMMAND_FORM, isHealthCommand } from "../components/containerDefinition";
import { matches } from "../components/pathPatterns";
import { conditionPaths, planRoutes } from "../components/routes";
import { compare, cyclesOf } from "./calls";
import { holdsCredential, namesCredential } from "./credentials";
import type { CatalogueEntry } from "./environment";
import { nearest, orNearest } from "./nearest";
import { list, show, type ConfigPath, type Findings } from "./problems";
import { serviceNumbers, type ServiceNumber } from "./serviceFields";
import type { SecretEntry } from "./services";

/** Longest client alias of ECS Service Connect (Amazon ECS, ServiceConnectClientAlias: dnsName). */
const LONGEST_HOSTNAME = 64;

/** What a service is called inside the environment: `user_service` is `user-service`. */
export function hostnameOf(name: string): string {
  return name.replaceAll("_", "-");
}

/** Where other services reach it. */
export function urlOf({ name, port = 8000 }: Pick<CatalogueEntry, "name" | "port">): string {
  return `http://${hostnameOf(name)}:${port}`;
}

/** The setting that tells a caller where the service is: `USER_SERVICE_URL`. */
export function urlSettingOf(name: string): string {
  return `${name.toUpperCase()}_URL`;
}

/** Reports every problem of the catalogue. */
export function checkCatalogue(
  entries: readonly CatalogueEntry[],
  healthService: string,
  secrets: readonly SecretEntry[],
  findings: Findings,
): void {
  checkNames(entries, healthService, findings);
  for (const entry of entries) {
    checkNumbers(entry, findings);
    checkHealthPath(entry, findings);
    checkStreamPath(entry, findings);
    checkHealthCommand(entry, findings);
    checkSecrets(entry, secrets, findings);
    checkCalls(entry, entries, findings);
    checkSettings(entry.settings ?? {}, secrets, (name, finding) => {
      findings.catalogue(`${entry.name}.settings.${name}`, finding);
    });
    checkBuildArgs(entry, secrets, findings);
    checkUrls(entry, entries, findings);
  }
  for (const cycle of cyclesOf(entries)) {
    findings.catalogue(`${cycle[0] ?? ""}.calls`, {
      received: `the cycle ${cycle.join(" → ")}`,
      allowed: "calls that lead back to nobody: a task sees only the services that were there before it",
      advice: "take one of these calls out",
    });
  }
  checkRoutes(entries, healthService, findings);
}

function checkNames(entries: readonly CatalogueEntry[], healthService: string, findings: Findings): void {
  const names = entries.map(({ name }) => name);
  for (const name of [...new Set(names)]) {
    const count = names.filter((other) => other === name).length;
    if (count > 1) findings.catalogue(name, { received: `${count} entries of this name`, allowed: "one" });
    if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) {
      findings.catalogue(`${name}.name`, {
        received: show(name),
        allowed: "lower-case letters, digits and single underscores between them, a letter first",
      });
    } else if (name.length > LONGEST_HOSTNAME) {
      findings.catalogue(`${name}.name`, {
        received: show(name),
        allowed: `at most ${LONGEST_HOSTNAME} characters`,
      });
    }
  }
  if (!names.includes(healthService)) {
    findings.catalogue("healthService", {
      kind: "unknown",
      received: show(healthService),
      allowed: list(names),
    });
  }
}

function checkNumbers(entry: CatalogueEntry, findings: Findings): void {
  const { name, port = 8000, size = {}, scaling = {}, requestTimeout, latencySeconds } = entry;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    findings.catalogue(`${name}.port`, { received: show(port), allowed: "a whole number from 1 to 65535" });
  }
  const check = (at: string, field: ServiceNumber, value: number | undefined): void => {
    const { accepts, allowed } = serviceNumbers[field];
    if (value !== undefined && !accepts(value))
      findings.catalogue(`${name}.${at}`, { received: show(value), allowed });
  };
  for (const field of ["cpu", "memory"] as const) check(`size.${field}`, field, size[field]);
  for (const field of ["minTasks", "maxTasks", "cpuPercent", "requestsPerTask"] as const) {
    check(`scaling.${field}`, field, scaling[field]);
  }
  check("requestTimeout", "requestTimeout", requestTimeout);
  check("latencySeconds", "latencySeconds", latencySeconds);
}

/** Elastic Load Balancing, CreateTargetGroup: HealthCheckPath. */
function checkHealthPath({ name, healthPath }: CatalogueEntry, findings: Findings): void {
  if (/^\/[\w\-.~/%]{0,1023}$/.test(healthPath)) return;
  findings.catalogue(`${name}.healthPath`, {
    received: show(healthPath),
    allowed: "a plain path that begins with /, without wildcards or a query",
  });
}

/** One that no route of the entry takes would be answered by another service, or by none. */
function checkStreamPath({ name, routes, streamPath }: CatalogueEntry, findings: Findings): void {
  if (streamPath === undefined) return;
  const [pathname = ""] = streamPath.split("?");
  const patterns = conditionPaths(routes.flatMap(({ paths }) => paths));
  if (/^\/[\w\-.~/%?&=]*$/.test(streamPath) && patterns.some((pattern) => matches(pattern, pathname))) return;
  findings.catalogue(`${name}.streamPath`, {
    received: show(streamPath),
    allowed: "a path, perhaps with a query, that one of the entry's own routes takes",
  });
}

function checkHealthCommand({ name, healthCommand }: CatalogueEntry, findings: Findings): void {
  if (healthCommand === undefined || isHealthCommand(healthCommand)) return;
  findings.catalogue(`${name}.healthCommand`, {
    received: show(healthCommand),
    allowed: HEALTH_COMMAND_FORM,
  });
}

function checkSecrets(entry: CatalogueEntry, secrets: readonly SecretEntry[], findings: Findings): void {
  const known = secrets.map(({ name }) => name);
  for (const secret of entry.secrets ?? []) {
    if (known.includes(secret)) continue;
    findings.catalogue(`${entry.name}.secrets`, {
      kind: "unknown",
      received: show(secret),
      allowed: list(known),
      advice: "take a known one, or add it to secretCatalogue",
    });
  }
}

function checkCalls(
  { name, calls = [] }: CatalogueEntry,
  entries: readonly CatalogueEntry[],
  findings: Findings,
): void {
  const others = entries.map((entry) => entry.name).filter((other) => other !== name);
  for (const callee of calls) {
    if (others.includes(callee)) continue;
    findings.catalogue(`${name}.calls`, {
      kind: "unknown",
      received: callee === name ? `${show(callee)}, the service itself` : show(callee),
      ...orNearest(callee === name ? undefined : nearest(callee, others), others),
    });
  }
}

/** A `<NAME>_URL` of a service of the catalogue must be where that service is. */
function checkUrls(entry: CatalogueEntry, entries: readonly CatalogueEntry[], findings: Findings): void {
  for (const other of entries) {
    const setting = urlSettingOf(other.name);
    const value = entry.settings?.[setting];
    if (value === undefined || value === urlOf(other) || holdsCredential(value)) continue;
    findings.catalogue(`${entry.name}.settings.${setting}`, { received: show(value), allowed: urlOf(other) });
  }
}

type PlainFinding = Parameters<Findings["catalogue"]>[1] & { readonly allowed: string };
type PlainReport = (name: string, finding: PlainFinding) => void;

/** Problems of plain environment variables, none of which shows a value. */
export function checkSettings(
  settings: Readonly<Record<string, string>>,
  secrets: readonly SecretEntry[],
  report: PlainReport,
): void {
  checkPlain(settings, secrets, report, {
    allowed: "settings that everybody may read",
    secret: (name) => `list ${name} among the service's secrets instead`,
    credential: "add it to secretCatalogue and to the service's secrets instead",
  });
}

/** Problems of a Dockerfile's arguments, none of which shows a value. */
function checkBuildArgs(
  { name: service, buildArgs = {} }: CatalogueEntry,
  secrets: readonly SecretEntry[],
  findings: Findings,
): void {
  const report: PlainReport = (name, finding) => {
    findings.catalogue(`${service}.buildArgs.${name}`, finding);
  };
  checkPlain(buildArgs, secrets, report, {
    allowed: "arguments that everybody may read: they stay in the image's history",
    secret: () => "take it out: the task reads its secrets when it starts, a build has none",
    credential: "take it out: the task reads its secrets when it starts, a build has none",
  });
}

/** Words for values that are no place for secrets. */
interface PlainWords {
  readonly allowed: string;
  /** Advice for a value that has a secret's name. */
  readonly secret: (name: string) => string;
  /** Advice for what looks like a credential. */
  readonly credential: string;
}

function checkPlain(
  values: Readonly<Record<string, string>>,
  secrets: readonly SecretEntry[],
  report: PlainReport,
  { allowed, secret, credential }: PlainWords,
): void {
  for (const [name, value] of Object.entries(values).sort(([a], [b]) => compare(a, b))) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      report(name, {
        received: `the name ${show(name)}`,
        allowed: "letters, digits and underscores, no digit first",
        advice: "give it a name of that form",
      });
    } else if (secrets.some((entry) => entry.name === name)) {
      report(name, { kind: "conflict", received: "a secret's name", allowed, advice: secret(name) });
    } else if (namesCredential(name) || holdsCredential(value)) {
      report(name, {
        received: "what looks like a credential, which is not shown",
        allowed,
        advice: credential,
      });
    }
  }
}

/**
 * Overlaps, rewrites and the load balancer's limits are judged where the rules are planned. Of entries with
 * one name, which are reported already, only one is looked at: they would be in each other's way throughout.
 */
function checkRoutes(entries: readonly CatalogueEntry[], healthService: string, findings: Findings): void {
  const services = [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  for (const { service, path, reason, mend } of planRoutes(services, { healthService }).problems) {
    const subject = path === undefined ? "a service" : show(path);
    findings.catalogue(service === undefined ? "routes" : `${service}.routes`, {
      received: service === undefined ? `a catalogue for which ${reason}` : `${subject}, which ${reason}`,
      advice: mend,
    });
  }
}

/** Where a stack's own settings are, for messages. */
export function settingPath(service: string, name: string): ConfigPath {
  return ["services", service, "settings", name];
}
