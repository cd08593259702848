/**
 * The service catalogue of release v4.0.1.
 *
 * To add a service, add one entry to `catalogue`, and nothing else anywhere: its image, repository, task,
 * roles, security group, log group, load-balancer rules, name inside the environment, alarms and scaling
 * follow from it.
 *
 *     {
 *       name: "budget_service",                  // its folder in the application's checkout
 *       routes: [{ paths: ["/api/v1/budget/*"] }],
 *       healthPath: "/api/v1/budget/health",
 *       settings: common,
 *       secrets: ["DATABASE_URL", "SECRET_KEY"], // only what it reads
 *       calls: ["user_service"],                 // gives it USER_SERVICE_URL, and the way there
 *     },
 *
 * The order of entries means nothing. `npm run plan -- dev` shows what came of it, or what is wrong with it.
 */
import type { CatalogueEntry, SecretName } from "./environment";

/** Settings that every service of the release has: each checks JWTs, and may know where the others are. */
const common = {
  ALGORITHM: "HS256",
  USER_SERVICE_URL: "http://user-service:8000",
  SEARCH_SERVICE_URL: "http://search-service:8000",
  CONVERSATION_SERVICE_URL: "http://conversation-service:8000",
} as const;

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: "user_service",
    routes: [{ paths: ["/api/user/*"], rewrite: "/api/v1/users" }, { paths: ["/api/v1/users/*"] }],
    healthPath: "/health",
    settings: common,
    secrets: ["DATABASE_URL", "SECRET_KEY"],
    requestTimeout: 60,
  },
  {
    name: "search_service",
    routes: [{ paths: ["/api/search/*"], rewrite: "/api/v1/search" }, { paths: ["/api/v1/search/*"] }],
    healthPath: "/api/v1/search/health",
    settings: common,
    secrets: ["DATABASE_URL", "BONSAI_URL", "SECRET_KEY"],
    calls: ["user_service"],
    requestTimeout: 60,
  },
  {
    name: "conversation_service",
    routes: [
      { paths: ["/api/conversation/*"], rewrite: "/api/v1/conversation" },
      { paths: ["/api/v1/conversation/*"] },
    ],
    healthPath: "/api/v1/conversation/health",
    streamPath: "/api/v1/conversation/stream?seconds=70",
    settings: common,
    secrets: ["DATABASE_URL", "SECRET_KEY", "DEEPSEEK_API_KEY"],
    calls: ["search_service", "user_service"],
    // Answers of the LLM are streamed (SSE) for up to two minutes.
    requestTimeout: 120,
    // The first byte waits for the LLM: at the usual 5 s a healthy deployment would be rolled back.
    latencySeconds: 30,
  },
];

/** The service whose health `/health` shows: all others need it to tell who is asking. */
export const healthService = "user_service";

/** A secret that services may read: what it is, and what a value must look like. */
export interface SecretEntry {
  readonly name: SecretName;
  readonly description: string;
  /** Characters. */
  readonly minLength: number;
  /** What a value must be, in words. */
  readonly allowed: string;
  /** Whether a value has the right form; its length is checked besides. @default any form */
  readonly accepts?: (value: string) => boolean;
  /** Number of characters to generate when the stack has neither a value nor an ARN. @default never generated */
  readonly generate?: number;
  /** Passes the checks and opens nothing: stands in while a stack without its secrets is planned. */
  readonly placeholder: string;
}

export const secretCatalogue: readonly SecretEntry[] = [
  {
    name: "DATABASE_URL",
    description: "Address, user and password of the PostgreSQL database",
    minLength: 1,
    allowed: "a postgresql:// or postgres:// URL of another host than localhost",
    accepts: (value) => isUrl(value, ["postgresql:", "postgres:"]),
    placeholder: "postgresql://placeholder@database.invalid:5432/harena",
  },
  {
    name: "BONSAI_URL",
    description: "Address, user and password of the Elasticsearch cluster at Bonsai",
    minLength: 1,
    allowed: "an https:// URL of another host than localhost",
    accepts: (value) => isUrl(value, ["https:"]),
    placeholder: "https://elasticsearch.invalid",
  },
  {
    name: "SECRET_KEY",
    description: "Key that signs the JWTs of all services",
    minLength: 32,
    allowed: "32 characters or more",
    generate: 64,
    placeholder: "placeholder".repeat(3),
  },
  {
    name: "DEEPSEEK_API_KEY",
    description: "API key of the LLM service",
    minLength: 20,
    allowed: "20 characters or more",
    placeholder: "placeholder".repeat(2),
  },
];

/** Inside a container, localhost is the container. */
function isUrl(value: string, protocols: readonly string[]): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return (
    url !== undefined &&
    protocols.includes(url.protocol) &&
    !["", "localhost", "127.0.0.1"].includes(url.hostname)
  );
}
