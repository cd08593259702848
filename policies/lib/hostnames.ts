/** Host names: which are the internet's, and which a certificate covers. */

/** The URL, or undefined for what is none; `schemes` without their colon. */
export function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Domains that are never delegated on the internet, or that private zones conventionally use. */
const INTERNAL_DOMAINS = [
  "internal",
  "local",
  "localhost",
  "localdomain",
  "lan",
  "home.arpa",
  "test",
  "invalid",
  "example",
];

/**
 * True for a host that only a private network resolves or routes: a name without a dot (a container, a Service
 * Connect or Cloud Map alias), an internal domain, a loopback, link-local or private address.
 */
export function isInternalHost(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  if (name === "" || isPrivateAddress(name)) return true;
  if (name.includes(":") || /^\d+(?:\.\d+){3}$/.test(name)) return false;
  return (
    !name.includes(".") || INTERNAL_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`))
  );
}

function isPrivateAddress(address: string): boolean {
  // RFC 4193 and RFC 4291; `::ffff:` maps an IPv4 address.
  if (address.includes(":")) return /^(?:::1?$|f[cd]|fe[89ab])/.test(address);
  const parts = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(address);
  if (!parts) return false;
  const [first, second] = [Number(parts[1]), Number(parts[2])];
  return (
    [0, 10, 127].includes(first) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    // Shared address space, which AWS offers for VPCs, too.
    (first === 100 && second >= 64 && second <= 127)
  );
}

/** True when one of a certificate's names covers the host; a wildcard covers one label. */
export function isCovered(host: string, names: readonly string[]): boolean {
  const wanted = canonical(host);
  return names.map(canonical).some((name) => {
    if (name === wanted) return true;
    if (!name.startsWith("*.")) return false;
    const [label, ...rest] = wanted.split(".");
    return label !== "" && label !== "*" && rest.join(".") === name.slice(2);
  });
}

function canonical(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}
