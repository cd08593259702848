/** Reading of container definitions: JSON text in which everything may be wrong. */
import type { Props } from "../../../model";
import { isProps, objects, text } from "../../foundation/kit/values";

export interface Containers {
  readonly list: readonly Props[];
  /** What is wrong with the text itself. */
  readonly problem?: string;
}

const memo = new Map<string, Containers>();
const MEMO_SIZE = 64;

/** The containers of a task definition; none when its text is not a list of objects. */
export function containersOf(inputs: Props): Containers {
  const definitions = inputs.containerDefinitions;
  if (typeof definitions !== "string") return { list: [] };
  let known = memo.get(definitions);
  if (!known) {
    if (memo.size >= MEMO_SIZE) memo.clear();
    known = parse(definitions);
    memo.set(definitions, known);
  }
  return known;
}

function parse(definitions: string): Containers {
  const refuse = (problem: string): Containers => ({
    list: [],
    problem: `ECS Task Definition container_definitions is invalid: ${problem}`,
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(definitions);
  } catch {
    // The parser's own message quotes the text, which may hold values that are nobody's business.
    return refuse("not valid JSON");
  }
  if (!Array.isArray(parsed)) return refuse("expected a JSON array of container definitions");
  const empty = parsed.findIndex((item) => !isProps(item) || Object.keys(item).length === 0);
  if (empty !== -1) return refuse(`invalid container definition supplied at index (${empty})`);
  const list = parsed as Props[];
  const problem = list.map(typeProblem).find((found) => found !== undefined);
  return problem === undefined ? { list } : refuse(problem);
}

/** The JSON is decoded into the API's types: a number given as text fails, and the other way round. */
function typeProblem(container: Props, index: number): string | undefined {
  const at = (property: string, wanted: string): string =>
    `containerDefinitions[${index}].${property} must be ${wanted}`;
  for (const property of ["cpu", "memory", "memoryReservation", "stopTimeout", "startTimeout"]) {
    if (container[property] !== undefined && typeof container[property] !== "number") {
      return at(property, "a number");
    }
  }
  const ports = objects(container, "portMappings").flatMap((mapping) => [
    mapping.containerPort,
    mapping.hostPort,
  ]);
  if (ports.some((port) => port !== undefined && typeof port !== "number"))
    return at("portMappings", "numbers");
  const pairs = [...objects(container, "environment"), ...objects(container, "secrets")];
  const values = pairs.flatMap(({ name, value, valueFrom }) => [name, value, valueFrom]);
  if (values.some((value) => value !== undefined && typeof value !== "string")) {
    return at("environment", "pairs of strings");
  }
  return undefined;
}

export function nameOf(container: Props): string {
  return text(container, "name") ?? "";
}

/** Ports that a container may be reached at, as `PORT/protocol`. */
export function portsOf(container: Props): { port: number; protocol: string; name: string | undefined }[] {
  return objects(container, "portMappings").map((mapping) => ({
    port: Number(mapping.containerPort),
    protocol: mapping.protocol === "udp" ? "udp" : "tcp",
    name: text(mapping, "name"),
  }));
}

export function isFargate(inputs: Props): boolean {
  return ((inputs.requiresCompatibilities ?? []) as unknown[]).includes("FARGATE");
}
