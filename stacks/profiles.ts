/**
 * The two sizings of an environment, `harena:sizing`, side by side. Everything in which dev and prod differ
 * by themselves is a row here; a stack's config may still override sizes, task counts and sleep.
 */
import type { Profile } from "./environment";

export type Sizing = "dev" | "prod";

/** One row of the table: the value in dev, the value in prod. */
interface Row<T> {
  readonly dev: T;
  readonly prod: T;
}

type Table = { readonly [K in keyof Required<Profile>]: Row<Profile[K]> };

const HOURS_OF_REST = { from: "20:00", to: "07:00", timezone: "Europe/Paris" };

// prettier-ignore
const table: Table = {
  // A load balancer needs two zones, and two are enough to lose one.
  zones:              { dev: 2,                            prod: 2 },
  // A NAT gateway costs ten times a nano instance; an instance is one machine that can fail.
  nat:                { dev: "instance",                   prod: "gateway" },
  // Who talked to whom is asked after an incident; in dev it is only a bill.
  flowLogs:           { dev: false,                        prod: true },
  // Spot is about 70 % cheaper and may take a task away with two minutes' notice.
  capacity:           { dev: "spot",                       prod: "on-demand" },
  // The smallest pair that FastAPI starts in; prod gets room for streamed answers in parallel.
  size:               { dev: { cpu: 256, memory: 512 },    prod: { cpu: 512, memory: 1024 } },
  // prod keeps a task in each of two zones and scales while there is still headroom.
  scaling:            { dev:  { minTasks: 1, maxTasks: 2, cpuPercent: 70, requestsPerTask: 1000 },
                        prod: { minTasks: 2, maxTasks: 6, cpuPercent: 60, requestsPerTask: 600 } },
  // Nobody works on dev at night, and eleven hours of 24 are nearly half of its tasks' cost.
  sleep:              { dev: HOURS_OF_REST,                prod: undefined },
  // Two weeks cover a sprint; a year covers an audit.
  logRetentionDays:   { dev: 14,                           prod: 365 },
  // Container Insights bills its metrics by the task.
  containerInsights:  { dev: "disabled",                   prod: "enabled" },
  // A shell in a running task reads its secrets: for dev only.
  execCommand:        { dev: true,                         prod: false },
  // dev stacks come and go with pull requests; prod must not go by a slip.
  deletionProtection: { dev: false,                        prod: true },
  // Every request on record, at the price of its storage.
  accessLogs:         { dev: false,                        prod: true },
  // 2000 requests in five minutes is far above one person's use; a web ACL costs $5 a month and more.
  wafRateLimit:       { dev: undefined,                    prod: 2000 },
  // `pulumi destroy` of dev takes its images and files along.
  forceDestroy:       { dev: true,                         prod: false },
  // 0 frees a secret's name at once, for the next stack of the same name; 30 is the longest AWS offers.
  secretRecoveryDays: { dev: 0,                            prod: 30 },
  // Europe and North America, the cheapest class: that is where the users are.
  priceClass:         { dev: "PriceClass_100",             prod: "PriceClass_100" },
};

/** Both sizings, by the value of `harena:sizing`. */
export const profiles: Readonly<Record<Sizing, Profile>> = { dev: column("dev"), prod: column("prod") };

/** The table's column, without the rows that it leaves open. */
function column(sizing: Sizing): Profile {
  const cells = Object.entries(table).map(([key, row]) => [key, row[sizing]] as const);
  return Object.fromEntries(cells.filter(([, value]) => value !== undefined)) as unknown as Profile;
}
