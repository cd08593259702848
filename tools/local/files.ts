/** The files of a twin: those that it runs from, and those for people who want only them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
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
 */
export function renderFiles(twin: Twin, folder: string, projectDir: string): string[] {
  mkdirSync(folder, { recursive: true });
  const conf = gatewayConf(twin);
  const builds = new Map(
    twin.services.map((service) => [service.spec.name, renderBuild(service, folder, projectDir)]),
  );
  const files: Readonly<Record<string, string>> = {
    [COMPOSE_FILE]: composeFile(twin, { nginxConf: conf, envFile: ".env", builds }),
    [NGINX_FILE]: conf,
    ".env.example": envExample(twin),
    ".gitignore": ".env\n",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const dockerfiles = [...builds.values()].map(({ context, dockerfile }) =>
    relative(folder, resolve(folder, context, dockerfile)),
  );
  return [...Object.keys(files), ...new Set(dockerfiles.filter((file) => dirname(file) === "."))];
}

/** A Dockerfile outside of the checkout is copied, in the form that every builder takes. */
function renderBuild({ build }: TwinService, folder: string, projectDir: string): ComposeBuild {
  const context = resolve(projectDir, build.context);
  const given = resolve(projectDir, build.dockerfile);
  const inside = !relative(context, given).startsWith("..");
  const dockerfile = inside ? given : join(folder, basename(given));
  if (!inside) {
    writeFileSync(dockerfile, withoutCacheMounts(readFileSync(given, "utf8")));
  }
  return { context: relative(folder, context) || ".", dockerfile: relative(context, dockerfile) };
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
