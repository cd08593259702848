/** Where the environment answers, from outside and between its services. */
import type { Environment } from "../../stacks/environment";
import { item, section, type Paint } from "./text";

export interface Addresses {
  readonly apiUrl: string;
  readonly healthUrl: string;
  /** Each service's own health answer, by service. */
  readonly serviceHealthUrls: Readonly<Record<string, string>>;
  readonly frontendUrl: string;
  readonly otherFrontendDomains: readonly string[];
  readonly egressIps: readonly string[];
  readonly internal: readonly InternalName[];
}

/** A name between services, and who uses it. */
export interface InternalName {
  readonly url: string;
  readonly callers: readonly string[];
}

/** @param outputs the stack's outputs */
export function addressesOf(environment: Environment, outputs: Readonly<Record<string, unknown>>): Addresses {
  const { apiDomain, domain, frontendDomains, services } = environment;
  const apiUrl = text(outputs.apiUrl) ?? `https://${apiDomain}`;
  return {
    apiUrl,
    healthUrl: text(outputs.healthUrl) ?? `${apiUrl}/health`,
    serviceHealthUrls: Object.fromEntries(services.map(({ name }) => [name, `${apiUrl}/health/${name}`])),
    frontendUrl: text(outputs.frontendUrl) ?? `https://${domain}`,
    otherFrontendDomains: frontendDomains.filter((name) => name !== domain),
    egressIps: Array.isArray(outputs.egressIps) ? outputs.egressIps.map(String) : [],
    internal: services.map(({ name, url }) => ({
      url,
      callers: services.filter(({ calls }) => calls.includes(name)).map((caller) => caller.name),
    })),
  };
}

export function addressesSection(paint: Paint, addresses: Addresses): string[] {
  const { apiUrl, healthUrl, frontendUrl, otherFrontendDomains, egressIps, internal } = addresses;
  const healthUrls = Object.entries(addresses.serviceHealthUrls);
  const urlWidth = Math.max(...internal.map(({ url }) => url.length));
  const others = otherFrontendDomains.map((name) => `https://${name}`).join(", ");
  return section(paint, "ADDRESSES", [
    ...row("API", apiUrl),
    ...row("health", healthUrl),
    ...healthUrls.flatMap(([name, url]) => row(`  ${name}`, url)),
    ...row("front end", others === "" ? frontendUrl : `${frontendUrl}  also ${others}`),
    ...row("outgoing", egressIps.join(", ")),
    ...row("", "made up in a plan; after pulumi up, the database's allow-list needs the output egressIps"),
    "",
    ...internal.map(({ url, callers }) => {
      const use = callers.length === 0 ? "called by no service" : `called by ${callers.join(", ")}`;
      return `${url.padEnd(urlWidth)}  ${use}`;
    }),
  ]);
}

function row(label: string, value: string): string[] {
  return item(label.padEnd(24), value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
