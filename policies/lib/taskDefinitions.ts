/** Task definitions and their containers. */
import { parsedJson } from "./documents";
import { asList, at, isBag, keysOf, plainText } from "./reading";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
export const ECS_SERVICE = "aws:ecs/service:Service";

export interface Container {
  /** For messages: `containerDefinitions[0] (user-service)`. */
  readonly path: string;
  readonly name: string;
  /** A field by its name in any case, as the provider reads container definitions. */
  readonly field: (...path: readonly string[]) => unknown;
}

/**
 * The containers of a task definition's properties; undefined when the definitions are no JSON list.
 *
 * @throws the unknown value, where a preview does not know the definitions
 */
export function containersOf(props: unknown): readonly Container[] | undefined {
  const definitions = at(props, "containerDefinitions");
  const list = typeof definitions === "string" ? parsedJson(definitions) : definitions;
  if (!Array.isArray(list)) return undefined;
  return list.map((container: unknown, index) => {
    const name = plainText(fieldOf(container, "name"));
    return {
      path: `containerDefinitions[${index}]${name === "" ? "" : ` (${name})`}`,
      name,
      field: (...path) => fieldOf(container, ...path),
    };
  });
}

/** What lies at a path of names in any case. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    const key = keysOf(inner).find((name) => name.toLowerCase() === step.toLowerCase());
    return key !== undefined && isBag(inner) ? inner[key] : undefined;
  }, value);
}

/** A container's plain environment variables. A name is mostly known where its value is not yet. */
export function environmentOf(container: Container): readonly { name: string; value: string }[] {
  return asList(container.field("environment")).map((entry) => ({
    get name() {
      return plainText(fieldOf(entry, "name"));
    },
    get value() {
      return plainText(fieldOf(entry, "value"));
    },
  }));
}

/** A container's variables from secrets; `from` is an ARN, or a parameter's bare name. */
export function secretsOf(container: Container): readonly { name: string; from: string }[] {
  return asList(container.field("secrets")).map((entry) => ({
    get name() {
      return plainText(fieldOf(entry, "name"));
    },
    get from() {
      return plainText(fieldOf(entry, "valueFrom"));
    },
  }));
}

/** The secret's own ARN: without the JSON key, version stage and version id that may follow it. */
export function secretArn(from: string): string {
  const [first, second, service, ...rest] = from.split(":");
  if (service !== "secretsmanager") return from;
  return [first, second, service, ...rest.slice(0, 4)].join(":");
}

/** By which of its properties others name a task definition. */
export const TASK_KEYS = ["arn", "arnWithoutRevision", "family", "id"];
