/** The numbers of a service that its catalogue entry and a stack's config can both set, with their bounds. */
import { FARGATE_CPUS, MOST_TASKS } from "../components/taskSize";
import type { Scaling, TaskSize } from "./environment";

export type ServiceNumber = keyof TaskSize | keyof Scaling | "requestTimeout" | "latencySeconds";

export interface NumberRule {
  readonly accepts: (value: number) => boolean;
  readonly allowed: string;
  /** What `pulumi config set` is shown with. */
  readonly example: string;
}

function wholeNumber(min: number, max: number, example: number, unit = ""): NumberRule {
  return {
    accepts: (value) => Number.isInteger(value) && value >= min && value <= max,
    allowed: `a whole number from ${min} to ${max}${unit}`,
    example: String(example),
  };
}

/** Seconds; the load balancer waits a little longer, of the 4000 seconds that it can. */
export const LONGEST_REQUEST = 300;

export const serviceNumbers: Readonly<Record<ServiceNumber, NumberRule>> = {
  cpu: {
    accepts: (value) => FARGATE_CPUS.includes(value),
    allowed: `CPU units that Fargate has: ${FARGATE_CPUS.join(", ")}`,
    example: "256",
  },
  memory: wholeNumber(512, 122_880, 512, " MiB"),
  minTasks: wholeNumber(1, MOST_TASKS, 1),
  maxTasks: wholeNumber(1, MOST_TASKS, 2),
  cpuPercent: wholeNumber(1, 100, 70, " percent"),
  requestsPerTask: wholeNumber(1, 1_000_000, 1000, " requests a minute"),
  requestTimeout: wholeNumber(1, LONGEST_REQUEST, 120, " seconds"),
  latencySeconds: wholeNumber(1, LONGEST_REQUEST, 5, " seconds"),
};

/** A service's part of a stack's `harena:services`. */
export interface ServiceOverride {
  readonly size: Partial<TaskSize>;
  readonly scaling: Partial<Scaling>;
  readonly requestTimeout?: number;
  readonly latencySeconds?: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** The fields of an override, as config spells them. */
export const overrideFields: readonly string[] = [...Object.keys(serviceNumbers), "settings"];

/** Sorts the numbers of an override into their groups. */
export function toOverride(
  numbers: Readonly<Partial<Record<ServiceNumber, number>>>,
  settings: Readonly<Record<string, string>>,
): ServiceOverride {
  const { cpu, memory, minTasks, maxTasks, cpuPercent, requestsPerTask } = numbers;
  const { requestTimeout, latencySeconds } = numbers;
  return {
    size: defined({ cpu, memory }),
    scaling: defined({ minTasks, maxTasks, cpuPercent, requestsPerTask }),
    ...defined({ requestTimeout, latencySeconds }),
    settings,
  };
}

/** The same object without the fields that are undefined. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
