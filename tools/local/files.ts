/** The files of a twin: those that it runs from, and those for people who want only them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { UserError } from "../stackConfig";
import { composeFile, type ComposeBuild } from "./composeFile";
import { envExample } from "./envFile";
import { nginxConf } from "./nginxConf";
import { withoutCacheMounts } from "./plainDockerfile";
import type { Twin, TwinService } from "./twin";

export const COMPOSE_FILE = "docker-compose.yml";
const NGINX_FILE = "nginx.conf";

/** The folder that a twin runs from. */
export function workFolder(projectDir: string, name: string): string {
  return join(projectDir, ".build", "local", name);
}

/** Writes what Compose starts the twin from, its images being there. */
export function writeWorkFiles(twin: Twin, folder: string, envFile: string): void {
  mkdirSync(folder, { recursive: true });
  const conf = gatewayConf(twin);
  writeFileSync(join(folder, NGINX_FILE), conf);
  writeFileSync(join(folder, COMPOSE_FILE), composeFile(twin, { nginxConf: conf, envFile }));
}

/**
 * Writes files that need nothing of this project: `docker-compose up` in their folder builds and starts the same twin.
 * @returns their names
 * @throws UserError where a file of somebody else has such a name
 */
export function renderFiles(twin: Twin, folder: string, projectDir: string): string[] {
  mkdirSync(folder, { recursive: true });
  const conf = gatewayConf(twin);
  const places = new Map(
    twin.services.map((service) => [service.spec.name, placeBuild(service, folder, projectDir)]),
  );
  const dockerfiles = [...places.values()].flatMap(({ copyOf }) => copyOf ?? []);
  const files: Readonly<Record<string, string>> = {
    [COMPOSE_FILE]: composeFile(twin, { nginxConf: conf, envFile: ".env", builds: places }),
    [NGINX_FILE]: conf,
    ".env.example": envExample(twin),
    ".gitignore": ignoringSecrets(join(folder, ".gitignore")),
    ...Object.fromEntries(
      // In the form that every builder takes.
      dockerfiles.map((file) => [basename(file), withoutCacheMounts(readFileSync(file, "utf8"))]),
    ),
  };
  refuseForeignFiles(files, folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.keys(files);
}

interface BuildPlace extends ComposeBuild {
  /** The Dockerfile outside of the checkout that a copy is made of. */
  readonly copyOf?: string;
}

function placeBuild({ build }: TwinService, folder: string, projectDir: string): BuildPlace {
  const context = resolve(projectDir, build.context);
  const given = resolve(projectDir, build.dockerfile);
  const inside = !relative(context, given).startsWith("..");
  const dockerfile = inside ? given : join(folder, basename(given));
  return {
    context: relative(folder, context) || ".",
    dockerfile: relative(context, dockerfile),
    ...(!inside && { copyOf: given }),
  };
}

/** What is there already, and the secrets' file. */
function ignoringSecrets(file: string): string {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (before.split("\n").includes(".env")) return before;
  return `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}.env\n`;
}

/** What was rendered before begins as what is rendered now; anything else is the user's, such as an application's own Compose file. */
function refuseForeignFiles(files: Readonly<Record<string, string>>, folder: string): void {
  const firstLine = (text: string): string | undefined => text.split("\n", 1).at(0);
  const foreign = Object.entries(files).filter(([name, text]) => {
    const file = join(folder, name);
    return existsSync(file) && firstLine(readFileSync(file, "utf8")) !== firstLine(text);
  });
  if (foreign.length === 0) return;
  const names = foreign.map(([name]) => name).join(", ");
  throw new UserError(
    `${folder} has files of its own, which would be lost: ${names}. Render into an empty folder.`,
  );
}

function gatewayConf({ options, services, rules, environment }: Twin): string {
  const { port, rateLimit } = options;
  return nginxConf({
    services: services.map(({ spec }) => spec),
    rules,
    idleTimeout: environment.idleTimeout,
    port,
    ...(rateLimit !== undefined && { rateLimit }),
  });
}
