/** The checks of what encrypts an address: redirect, TLS versions, certificate. */
import { isIP } from "node:net";
import { connect, type PeerCertificate, type SecureVersion, type TLSSocket } from "node:tls";
import { expect, Failure, Skipped, type Check } from "./check";
import { ask, reasonOf, type Answer } from "./http";

/** Days that a certificate must be valid for: ACM renews 60 days before the end, so fewer mean that it could not. */
const DAYS_LEFT = 14;

export function tlsChecks(area: string, addressOf: (url: Parameters<Check["run"]>[0]) => URL): Check[] {
  const onHttps =
    (run: (url: URL) => Promise<string>): Check["run"] =>
    (target) => {
      const url = addressOf(target);
      return url.protocol === "https:"
        ? run(url)
        : Promise.resolve(new Skipped("plain HTTP: encryption begins where it is deployed"));
    };
  return [
    { area, name: "HTTP is redirected to HTTPS", run: onHttps(redirected) },
    { area, name: "TLS 1.2 or later only", run: onHttps(modernTls) },
    { area, name: "the certificate is valid", run: onHttps(certificate) },
  ];
}

/** On the port beside the address's own: a deployed stack has 443 and 80. */
async function redirected(url: URL): Promise<string> {
  const plain = new URL(url.href);
  plain.protocol = "http:";
  plain.port = "";
  plain.pathname = "/smoke-redirect";
  plain.search = "?a=1";
  return judgeRedirect(plain, await ask(plain));
}

/** @throws Failure unless the answer leads for good to the same address over HTTPS */
export function judgeRedirect(asked: URL, { status, headers }: Pick<Answer, "status" | "headers">): string {
  const expected = `https://${asked.hostname}${asked.pathname}${asked.search}`;
  // Load balancers name the port, though it is the usual one.
  const location = (headers.location ?? "none").replace(/^(https:\/\/[^/:]+):443\//, "$1/");
  expect(
    [301, 308].includes(status) && location === expected,
    `GET ${asked.href}: ${status}, location ${location}; expected 301 or 308 to ${expected}`,
  );
  return `${status} to ${location}`;
}

async function modernTls(url: URL): Promise<string> {
  for (const version of ["TLSv1", "TLSv1.1"] as const) {
    // OpenSSL itself refuses old versions unless its security level is lowered.
    const old = await handshake(url, {
      minVersion: version,
      maxVersion: version,
      ciphers: "ALL:@SECLEVEL=0",
    });
    expect(typeof old === "string", `${url.host} accepts ${version}; expected TLS 1.2 or later only`);
  }
  const best = await handshake(url, { minVersion: "TLSv1.2" });
  if (typeof best === "string") throw new Failure(`${url.host}: no TLS 1.2 or later: ${best}`);
  return `TLS 1.0 and 1.1 refused; ${best.protocol} agreed`;
}

async function certificate(url: URL): Promise<string> {
  const found = await handshake(url, { minVersion: "TLSv1.2" }, true);
  if (typeof found === "string") throw new Failure(`${url.host}: ${found}`);
  const { subjectaltname = "", valid_to: until } = found.certificate;
  const days = Math.floor((Date.parse(until) - Date.now()) / 86_400_000);
  expect(
    days >= DAYS_LEFT,
    `the certificate of ${url.host} ends in ${days} days, on ${until}; it was not renewed`,
  );
  return `for ${subjectaltname.replaceAll("DNS:", "")}, ${days} days left`;
}

interface Versions {
  readonly minVersion: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

/** What was agreed on, or why nothing was. */
function handshake(
  { hostname, port }: URL,
  versions: Versions,
  verify = false,
): Promise<{ protocol: string; certificate: PeerCertificate } | string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect(
      {
        host: hostname,
        ...(isIP(hostname) === 0 && { servername: hostname }),
        port: Number(port || "443"),
        rejectUnauthorized: verify,
        ...versions,
      },
      () => {
        resolve({ protocol: socket.getProtocol() ?? "", certificate: socket.getPeerCertificate() });
        socket.destroy();
      },
    );
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer within 10 s")));
    socket.on("error", (fault) => {
      resolve(reasonOf(fault));
    });
  });
}
