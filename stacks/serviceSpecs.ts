/** From catalogue entries, sizing and overrides to services with every choice made. */
import { memoryChoices } from "../components/taskSize";
import { calleesFirst, compare } from "./calls";
import { checkSettings, hostnameOf, settingPath, urlOf, urlSettingOf } from "./catalogueRules";
import type { CatalogueEntry, ImageSource, Profile, Scaling, ServiceSpec, TaskSize } from "./environment";
import type { ConfigPath, Findings } from "./problems";
import { defined, type ServiceOverride } from "./serviceFields";
import type { SecretEntry } from "./services";

/** Longest request of a service whose entry does not say, in seconds. */
const DEFAULT_REQUEST_TIMEOUT = 120;

/** Seconds within which answers should begin, of a service whose entry does not say. */
const DEFAULT_LATENCY = 5;

/** A service but for its image. */
export type ServiceChoices = Omit<ServiceSpec, "image">;

export interface SpecInputs {
  readonly entries: readonly CatalogueEntry[];
  /** Undefined when the config's sizing is not known; nothing that depends on it is checked then. */
  readonly profile?: Profile;
  readonly overrides: Readonly<Partial<Record<string, ServiceOverride>>>;
  readonly imageTags: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretEntry[];
  /** Settings that every service has unless its entry says otherwise. */
  readonly common: Readonly<Record<string, string>>;
}

/** Applies the stack's overrides to the catalogue and reports what comes out wrong; callees come first. */
export function chooseServices(inputs: SpecInputs, findings: Findings): readonly ServiceChoices[] {
  const { entries, profile, overrides, imageTags } = inputs;
  const names = entries.map(({ name }) => name);
  for (const key of ["services", "imageTags"] as const) {
    for (const name of Object.keys(key === "services" ? overrides : imageTags).sort(compare)) {
      if (names.includes(name)) continue;
      findings.unknown([key, name], names);
    }
  }
  for (const name of names) checkOverriddenSettings(name, overrides[name], inputs.secrets, findings);
  if (profile === undefined) return [];
  return calleesFirst(entries).map((entry) => {
    const choices = choose(entry, { ...inputs, profile });
    checkSize(entry, choices.size, overrides[entry.name], findings);
    checkScaling(entry, choices.scaling, overrides[entry.name], findings);
    checkLatency(entry, choices, overrides[entry.name], findings);
    return choices;
  });
}

/** Joins services and images; services without an image were reported before. */
export function withImages(
  services: readonly ServiceChoices[],
  images: ReadonlyMap<string, ImageSource>,
): readonly ServiceSpec[] {
  return services.flatMap((service) => {
    const image = images.get(service.name);
    return image ? [{ ...service, image }] : [];
  });
}

function choose(
  entry: CatalogueEntry,
  { entries, profile, overrides, common }: SpecInputs & { readonly profile: Profile },
): ServiceChoices {
  const override = overrides[entry.name];
  const calls = [...new Set(entry.calls)].sort(compare);
  const callees = entries.filter(({ name }) => calls.includes(name));
  const requestTimeout = override?.requestTimeout ?? entry.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT;
  const urls = Object.fromEntries(callees.map((callee) => [urlSettingOf(callee.name), urlOf(callee)]));
  return {
    name: entry.name,
    hostname: hostnameOf(entry.name),
    port: entry.port ?? 8000,
    url: urlOf(entry),
    routes: entry.routes,
    healthPath: entry.healthPath,
    ...defined({ streamPath: entry.streamPath, healthCommand: entry.healthCommand }),
    settings: byName({ ...common, ...urls, ...entry.settings, ...override?.settings }),
    secrets: [...new Set(entry.secrets)].sort(compare),
    calls,
    size: { ...profile.size, ...entry.size, ...override?.size },
    scaling: { ...profile.scaling, ...entry.scaling, ...override?.scaling },
    requestTimeout,
    latencySeconds:
      override?.latencySeconds ?? entry.latencySeconds ?? Math.min(DEFAULT_LATENCY, requestTimeout),
  };
}

function byName(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).sort(([a], [b]) => compare(a, b)));
}

/** Fargate takes certain pairs only. Sizes that it does not have at all were reported where they stand. */
function checkSize(
  entry: CatalogueEntry,
  { cpu, memory }: TaskSize,
  override: ServiceOverride | undefined,
  findings: Findings,
): void {
  const choices = memoryChoices(cpu);
  if (choices.length === 0 || choices.includes(memory)) return;
  const received = `${memory} MiB with ${cpu} CPU units`;
  const allowed = `${choices.join(", ")} MiB with ${cpu} CPU units`;
  const fit = choices.find((choice) => choice >= memory) ?? choices.at(-1);
  if (override && Object.keys(override.size).length > 0) {
    findings.config(["services", entry.name, "memory"], { received, allowed, example: String(fit) });
  } else {
    findings.catalogue(`${entry.name}.size`, { received, allowed });
  }
}

function checkScaling(
  entry: CatalogueEntry,
  { minTasks, maxTasks }: Scaling,
  override: ServiceOverride | undefined,
  findings: Findings,
): void {
  if (minTasks <= maxTasks) return;
  const received = `${maxTasks} with minTasks ${minTasks}`;
  const allowed = `${minTasks} or more`;
  if (override && (override.scaling.minTasks ?? override.scaling.maxTasks) !== undefined) {
    findings.config(["services", entry.name, "maxTasks"], { received, allowed, example: String(minTasks) });
  } else {
    findings.catalogue(`${entry.name}.scaling.maxTasks`, { received, allowed });
  }
}

/** An answer cannot begin later than it must have ended. */
function checkLatency(
  entry: CatalogueEntry,
  { latencySeconds, requestTimeout }: ServiceChoices,
  override: ServiceOverride | undefined,
  findings: Findings,
): void {
  if (latencySeconds <= requestTimeout) return;
  const received = `${latencySeconds} with requestTimeout ${requestTimeout}`;
  const allowed = `${requestTimeout} or less`;
  if ((override?.latencySeconds ?? override?.requestTimeout) !== undefined) {
    const example = String(requestTimeout);
    findings.config(["services", entry.name, "latencySeconds"], { received, allowed, example });
  } else {
    findings.catalogue(`${entry.name}.latencySeconds`, { received, allowed });
  }
}

function checkOverriddenSettings(
  service: string,
  override: ServiceOverride | undefined,
  secrets: readonly SecretEntry[],
  findings: Findings,
): void {
  checkSettings(override?.settings ?? {}, secrets, (name, finding) => {
    const path: ConfigPath = settingPath(service, name);
    findings.config(path, finding);
  });
}
