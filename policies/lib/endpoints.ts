/** Addresses in settings by which a program would talk to the internet in the clear, or without checking who answers. */
import { isInternalHost, urlOf } from "./hostnames";

/** Schemes without encryption, each with what is encrypted instead. */
const PLAIN: Readonly<Partial<Record<string, string>>> = {
  http: "https",
  ws: "wss",
  redis: "rediss",
  amqp: "amqps",
  mqtt: "mqtts",
  ldap: "ldaps",
  ftp: "sftp",
  smtp: "smtps",
  nats: "tls",
  stomp: "stomp+ssl",
  gopher: "https",
  telnet: "ssh",
};

/** Schemes whose encryption a parameter of the URL decides. */
const DATABASES =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb|sqlserver|cockroachdb|redshift)(?:\+[\w.]+)*$/;
/** Parameters that turn a database's encryption off, or let the other side turn it off. */
const UNENCRYPTED =
  /[?&;](?:sslmode=(?:disable|allow|prefer)|ssl-?mode=(?:disabled|preferred)|(?:use)?ssl=(?:false|0|disable)|tls=(?:false|0)|encrypt=(?:false|no|disable))(?=$|[&;#\s])/i;

/** Settings of runtimes and tools that turn the check of certificates off for everything the program does. */
const UNCHECKED: Readonly<Partial<Record<string, RegExp>>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true|yes|on)$/i,
  PGSSLMODE: /^(?:disable|allow|prefer)$/i,
};

/** What is wrong with a setting's value; undefined for what is fine. Shows hosts, never whole URLs. */
export function plainEndpointIn(
  name: string,
  value: string,
  allowedHosts: readonly string[],
): string | undefined {
  if (UNCHECKED[name]?.test(value.trim()))
    return `turns off TLS, or the check of certificates, for all connections`;
  for (const [text, scheme] of addressesIn(value)) {
    const host = hostOf(text, scheme);
    if (host === undefined || isInternalHost(host) || allowedHosts.includes(host)) continue;
    const better = PLAIN[scheme];
    if (better !== undefined) return `reaches ${host} by ${scheme}://; use ${better}://`;
    if (DATABASES.test(scheme) && UNENCRYPTED.test(text)) return `reaches ${host} without enforcing TLS`;
  }
  return undefined;
}

/** Every `scheme://…` of a text, up to the next one in a list or to a sign that cannot be of a URL. */
function addressesIn(text: string): readonly (readonly [text: string, scheme: string])[] {
  return text.split(/[\s"'<>|\\^`{}]+|[,;](?=[a-z][\w+.-]*:)/i).flatMap((part) => {
    const [whole = "", scheme = ""] = /((?:jdbc:)?[a-z][a-z0-9+.]*):\/\/.+$/i.exec(part) ?? [];
    return whole === "" ? [] : [[whole, scheme.toLowerCase()] as const];
  });
}

/** Parsed as a web address, since the URL class knows hosts of these only. */
function hostOf(text: string, scheme: string): string | undefined {
  const host = urlOf(`http${text.slice(scheme.length).replace(/,.*$/, "")}`)?.hostname;
  return host?.replace(/^\[|\]$/g, "").toLowerCase();
}
