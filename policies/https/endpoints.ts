/** What programs are told to connect to. */
import { plainEndpointIn } from "../lib/endpoints";
import { configTexts, forTypes, type Findings } from "../lib/findings";
import { at, keysOf, plainText, shown } from "../lib/reading";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { containersOf, environmentOf, TASK_DEFINITION } from "../lib/taskDefinitions";

/** Where types other than task definitions keep names and values. */
const TABLES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "aws:lambda/function:Function": [["environment", "variables"]],
  "aws:apprunner/service:Service": [
    ["sourceConfiguration", "imageRepository", "imageConfiguration", "runtimeEnvironmentVariables"],
  ],
  "aws:amplify/app:App": [["environmentVariables"]],
  "docker:index/image:Image": [["build", "args"]],
  "docker-build:index:Image": [["buildArgs"]],
};

const DEFAULT_HOSTS = ["www.w3.org", "schemas.xmlsoap.org", "xmlns.com", "purl.org"];

const task = (value: string): ExampleResource[] => [
  {
    type: TASK_DEFINITION,
    name: "app",
    props: { containerDefinitions: json([{ name: "app", environment: [{ name: "PARTNER_URL", value }] }]) },
  },
];

export const plaintextEndpoints = defineRule({
  name: "plaintext-endpoints",
  description:
    "No setting sends a program to the internet in the clear, or stops it from checking certificates.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "ecs", "lambda"],
  why: "HTTPS at the front door is worth little when the service behind it asks its partners by HTTP.",
  fix: "Use the encrypted scheme (https, wss, rediss, amqps), or sslmode=verify-full; name hosts that stand for no connection in allowedHosts.",
  url: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-data-in-transit.html",
  controls: {},
  config: {
    allowedHosts: {
      type: "array",
      items: { type: "string" },
      default: DEFAULT_HOSTS,
      description: "Public hosts that may stand behind http://, such as those in names of XML schemas.",
    },
  },
  examples: { fails: task("http://api.partner.com"), passes: task("https://api.partner.com") },
  validateResource: forTypes(
    [TASK_DEFINITION, ...Object.keys(TABLES)],
    (props, findings, { type, config }) => {
      const hosts = configTexts(config, "allowedHosts");
      const allowed = hosts.length > 0 || "allowedHosts" in config ? hosts : DEFAULT_HOSTS;
      if (type === TASK_DEFINITION) checkContainers(props, allowed, findings);
      for (const path of TABLES[type] ?? []) {
        const table = at(props, ...path);
        for (const name of keysOf(table)) {
          findings.attempt(() => {
            report(path.join("."), name, plainText(at(table, name)), allowed, findings);
          });
        }
      }
    },
  ),
});

function checkContainers(props: unknown, allowed: readonly string[], findings: Findings): void {
  for (const container of containersOf(props) ?? []) {
    for (const variable of environmentOf(container)) {
      findings.attempt(() => {
        report(`${container.path}.environment`, variable.name, variable.value, allowed, findings);
      });
    }
    for (const key of ["command", "entryPoint"]) {
      findings.each(container.field(key), (word, index) => {
        report(container.path, `${key}[${index}]`, plainText(word), allowed, findings);
      });
    }
  }
}

function report(
  path: string,
  name: string,
  value: string,
  allowed: readonly string[],
  findings: Findings,
): void {
  const reason = plainEndpointIn(name, value, allowed);
  if (reason !== undefined) findings.violation(`${path} ${shown(name)} ${reason}.`);
}
