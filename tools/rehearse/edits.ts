/** What people do to a project between two deployments, done to the working copy. */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { readSiteFiles, type SiteFile } from "../../components/siteFiles";
import type { CatalogueEntry } from "../../stacks/environment";
import * as release from "../../stacks/services";
import type { WorkingCopy } from "./workingCopy";

/** Name of the service that a rehearsal adds. */
export const ADDED_SERVICE = "rehearsal_service";

/** The file of a service's package that an edit changes; none when the checkout has no such folder. */
export function sourceFile(copy: WorkingCopy, service: string): string | undefined {
  const folder = join(copy.app, service);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((file) => file.endsWith(".py"));
  const name = files.find((file) => file === "main.py") ?? files.sort().at(0);
  return name === undefined ? undefined : join(folder, name);
}

/** Changes a service's source, without a change to what it does. */
export function editSource(copy: WorkingCopy, service: string): void {
  const file = sourceFile(copy, service);
  if (file === undefined) throw new Error(`${service} has no source to change`);
  appendFileSync(file, "\n# Changed by the rehearsal.\n");
}

/** Adds an entry to the catalogue, like `model` in all but its name, and lets `caller` call it. */
export function addService(copy: WorkingCopy, model: CatalogueEntry, caller: string): void {
  cpSync(join(copy.app, model.name), join(copy.app, ADDED_SERVICE), { recursive: true });
  const entry = {
    name: ADDED_SERVICE,
    ...(model.port !== undefined && { port: model.port }),
    routes: [{ paths: ["/api/rehearsal/*"] }],
    healthPath: model.healthPath,
    settings: model.settings ?? {},
    secrets: (model.secrets ?? []).slice(0, 1),
  } satisfies CatalogueEntry;
  const { services, kept } = catalogueFiles(copy);
  renameSync(services, kept);
  writeFileSync(services, changedCatalogue(entry, caller));
}

export function removeService(copy: WorkingCopy): void {
  const { services, kept } = catalogueFiles(copy);
  renameSync(kept, services);
  rmSync(join(copy.app, ADDED_SERVICE), { recursive: true });
}

function catalogueFiles({ projectDir }: WorkingCopy): { readonly services: string; readonly kept: string } {
  const stacks = join(projectDir, "stacks");
  return { services: join(stacks, "services.ts"), kept: join(stacks, "services.release.ts") };
}

/** A catalogue that differs from the release's by one entry and its one caller. */
function changedCatalogue(entry: CatalogueEntry, caller: string): string {
  const others = Object.keys(release).filter((name) => name !== "catalogue");
  return [
    `import * as release from "./services.release";`,
    ...others.map((name) => `export const ${name} = release.${name};`),
    `export const catalogue = [`,
    `  ...release.catalogue.map((entry) =>`,
    `    entry.name === ${JSON.stringify(caller)}`,
    `      ? { ...entry, calls: [...(entry.calls ?? []), ${JSON.stringify(entry.name)}] }`,
    `      : entry,`,
    `  ),`,
    `  ${JSON.stringify(entry)},`,
    `];`,
    ``,
  ].join("\n");
}

export interface Rebuilt {
  /** Paths within the build. */
  readonly removed: string;
  readonly added: string;
  readonly pages: readonly string[];
}

/** The script or style that pages name, whose name holds a hash of its content; none in a build without one. */
export function hashedFile(dist: string): SiteFile | undefined {
  const files = readSiteFiles(dist);
  const pages = files.filter(({ kind }) => kind === "page").map(({ source }) => readFileSync(source, "utf8"));
  return files.find(
    ({ kind, path }) =>
      kind === "hashed" && path.endsWith(".js") && pages.some((text) => text.includes(basename(path))),
  );
}

/** Changes one file of a built front end as a build would: its name changes with its content, and pages name the new one. */
export function rebuildFrontend(dist: string): Rebuilt {
  const file = hashedFile(dist);
  if (!file) throw new Error(`${dist} has no hashed file to change`);
  const content = `${readFileSync(file.source, "utf8")}\n// Changed by the rehearsal.\n`;
  const hash = createHash("sha256").update(content).digest("base64url").replaceAll("-", "_").slice(0, 7);
  const [before, after] = [
    basename(file.path),
    basename(file.path).replace(/[\w-]{8}(\.\w+)$/, `R${hash}$1`),
  ];
  writeFileSync(join(dirname(file.source), after), content);
  rmSync(file.source);
  const pages = readSiteFiles(dist).filter(({ kind }) => kind === "page");
  const naming = pages.filter(({ source }) => readFileSync(source, "utf8").includes(before));
  for (const { source } of naming) {
    writeFileSync(source, readFileSync(source, "utf8").replaceAll(before, after));
  }
  return {
    removed: file.path,
    added: join(dirname(file.path), after),
    pages: naming.map(({ path }) => path),
  };
}
