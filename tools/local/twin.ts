/** The twin of an environment: the containers that stand for its services, load balancer and database. */
import { environmentOf, stopTimeout } from "../../components/containerDefinition";
import { planRoutes } from "../../components/routes";
import type { Environment, ImageSource, ServiceSpec } from "../../stacks/environment";
import { UserError } from "../stackConfig";

export interface TwinOptions {
  /** Compose's project: what tells this twin from others on the same engine. */
  readonly name: string;
  /** Port of 127.0.0.1 that the gateway is published on. */
  readonly port: number;
  /** Containers by service, where there shall be more than one. */
  readonly copies: Readonly<Record<string, number>>;
  /** Whether a PostgreSQL container takes the place of the database outside. */
  readonly withDatabase: boolean;
  readonly images: TwinImages;
  /** Network that builds run in. @default the engine's own */
  readonly buildNetwork?: string;
  /** Requests of one address in five minutes. @default no limit */
  readonly rateLimit?: number;
}

export interface TwinImages {
  /** Base of the services' images, as their build argument `PYTHON_IMAGE`. @default the Dockerfile's own */
  readonly base?: string;
  readonly gateway: string;
  readonly database: string;
}

/** A service's container, every choice made. */
export interface TwinService {
  readonly spec: ServiceSpec;
  readonly image: string;
  readonly build: TwinBuild;
  readonly copies: number;
  /** Plain environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopSeconds: number;
}

/** How its image is built: paths absolute, or relative to the project's folder. */
export type TwinBuild = Extract<ImageSource, { readonly kind: "build" }>;

export interface Twin {
  readonly options: TwinOptions;
  readonly services: readonly TwinService[];
  readonly environment: Environment;
  readonly rules: ReturnType<typeof planRoutes>["rules"];
}

/** The secret that says where PostgreSQL is, which a database container answers itself. */
export const DATABASE_SECRET = "DATABASE_URL";

/** Where Vite serves a front end that is being worked on, and one that it has built. */
const LOCAL_ORIGINS = ["http://localhost:5173", "http://localhost:4173"];

/** @throws UserError for copies of a service that there is not */
export function planTwin(environment: Environment, options: TwinOptions): Twin {
  const names = environment.services.map(({ name }) => name);
  const stranger = Object.keys(options.copies).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new UserError(`There is no service "${stranger}" to have copies of, only: ${names.join(", ")}`, 2);
  }
  return {
    options,
    environment,
    services: environment.services.map((spec) => planService(spec, environment, options)),
    rules: planRoutes(environment.services, environment).rules,
  };
}

function planService(spec: ServiceSpec, { idleTimeout }: Environment, options: TwinOptions): TwinService {
  const { base } = options.images;
  // The stack's pins are left out of account when it is read for a twin.
  if (spec.image.kind !== "build") throw new Error(`${spec.name} has no build`);
  return {
    spec,
    image: `${options.name}/${spec.hostname}`,
    build: { ...spec.image, args: { ...spec.image.args, ...(base !== undefined && { PYTHON_IMAGE: base }) } },
    copies: options.copies[spec.name] ?? 1,
    settings: settingsOf(spec, idleTimeout),
    stopSeconds: stopTimeout(spec.requestTimeout),
  };
}

/** Those of its task, and the origins from which a front end on this machine calls. */
function settingsOf(spec: ServiceSpec, idleTimeout: number): Readonly<Record<string, string>> {
  const { port, healthPath, requestTimeout, settings, name } = spec;
  const aws = { image: "", logGroup: "", region: "", execCommand: false, secrets: [] };
  const all = environmentOf({ ...aws, name, port, healthPath, requestTimeout, settings, idleTimeout });
  return Object.fromEntries(
    all.map(({ name: variable, value }) => [
      variable,
      variable === "CORS_ORIGINS" ? [value, ...LOCAL_ORIGINS].join(",") : value,
    ]),
  );
}

/** The secrets that some service reads from outside, sorted; the database container's own password among them. */
export function neededSecrets({ services, options }: Pick<Twin, "services" | "options">): string[] {
  const all = new Set(services.flatMap(({ spec }) => spec.secrets));
  if (options.withDatabase && all.delete(DATABASE_SECRET)) all.add(DATABASE_PASSWORD);
  return [...all].sort();
}

/** What the password of the database container is called, as its image has it. */
export const DATABASE_PASSWORD = "POSTGRES_PASSWORD";
