/** Of what a stack has, that which a step changes. */
import { readdirSync } from "node:fs";
import type { CatalogueEntry, Environment, ServiceSpec } from "../../stacks/environment";
import { catalogue } from "../../stacks/services";
import { sourceFile } from "./edits";
import type { WorkingCopy } from "./workingCopy";

/** Those that are not pinned to a tag. */
export function built({ services }: Environment): readonly ServiceSpec[] {
  return services.filter(({ image }) => image.kind === "build");
}

/** The first with a source that can be changed. */
export function editable(environment: Environment, copy: WorkingCopy): ServiceSpec | undefined {
  return built(environment).find(({ name }) => sourceFile(copy, name) !== undefined);
}

/** The secret with the fewest readers, so that there are services that must not notice. */
export function rotatable({
  secrets,
  services,
}: Environment): { readonly name: string; readonly readers: readonly ServiceSpec[] } | undefined {
  const candidates = secrets
    .filter(({ source }) => source.kind === "value")
    .map(({ name }) => ({ name, readers: services.filter((service) => service.secrets.includes(name)) }));
  return candidates.sort((one, other) => one.readers.length - other.readers.length).at(0);
}

/** The entry that the added one is a copy of. */
export function model(app: string, { services }: Environment): CatalogueEntry | undefined {
  const folders = readdirSync(app);
  const names = services.map(({ name }) => name);
  return catalogue.find(({ name }) => names.includes(name) && folders.includes(name));
}

/** Whoever calls most: the last of those that are created. */
export function callerOf({ services }: Environment): ServiceSpec {
  return found(services.at(-1));
}

/** What `impossible` has made sure of. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step was prepared that is impossible");
  return value;
}
