/** Finds in a resource's inputs what came out of other resources, and writes it as Terraform references. */
import { argumentOf } from "./naming";
import type { BlockSchema } from "./schema";
import { literal } from "./values";

type Record_ = Readonly<Record<string, unknown>>;

/** A resource that others may refer to. */
export interface Referable {
  /** Terraform's address, `aws_vpc.main`. */
  readonly address: string;
  readonly type: string;
  readonly block: BlockSchema;
  readonly inputs: Record_;
  readonly outputs: Record_;
  readonly id: string;
}

interface Reference {
  readonly value: string;
  readonly expression: string;
  /** An input that the resource gives on, as a validated certificate does its ARN. */
  readonly echoed?: boolean;
}

/** Shorter texts (a port, a region's letter), and mere words, are found by chance. */
const SHORTEST = 4;
const WORDS = /^[A-Za-z_ ]+$/;

const memo = new WeakMap<Referable, readonly Reference[]>();

/** Writes texts with references to these resources, the longest match first. */
export function referencing(resources: readonly Referable[]): (text: string) => string {
  const references = resources
    .flatMap(referencesTo)
    .sort((one, other) => other.value.length - one.value.length || rank(one) - rank(other));
  const write = (text: string, from: number): string => {
    for (let index = from; index < references.length; index++) {
      const { value, expression } = references[index];
      if (!text.includes(value)) continue;
      const parts = text.split(value).map((part) => write(part, index + 1));
      return parts.join(`\${${expression}}`);
    }
    return literal(text);
  };
  return (text) => write(text, 0);
}

/** Texts that the resource computes, and the one that it is known by. */
function referencesTo(resource: Referable): readonly Reference[] {
  let references = memo.get(resource);
  if (!references) {
    const { address, block, type, inputs, outputs, id } = resource;
    references = [
      { value: id, expression: `${address}.id` },
      ...Object.entries(outputs).flatMap(([property, value]) => {
        const argument = argumentOf(property, block, type);
        if (
          argument === undefined ||
          property === "id" ||
          property === "region" ||
          property.startsWith("tags")
        ) {
          return [];
        }
        const texts = textsIn(value, `${address}.${argument}`);
        if (!(property in inputs)) return texts;
        return texts.filter((text) => isIdentity(property, text)).map((text) => ({ ...text, echoed: true }));
      }),
    ].filter(({ value }) => value.length >= SHORTEST && !WORDS.test(value));
    memo.set(resource, references);
  }
  return references;
}

function rank({ echoed = false }: Reference): number {
  return echoed ? 1 : 0;
}

/** Whether an input tells which resource it is about; the others say nothing about where a text is from. */
function isIdentity(property: string, { value }: Reference): boolean {
  return property === "name" || property === "bucket" || /^arn:|^[a-z]+-[0-9a-f]{8,17}$/.test(value);
}

/** The texts that a property holds, with an expression that gives each. */
function textsIn(value: unknown, expression: string): Reference[] {
  if (typeof value === "string") return [{ value, expression }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => {
    // A set has no indices, and what is a list there need not be one in the provider at hand.
    const place = `tolist(${expression})[${index}]`;
    if (typeof item === "string") return [{ value: item, expression: place }];
    if (item === null || typeof item !== "object") return [];
    return Object.entries(item).flatMap(([key, text]) =>
      typeof text === "string" ? [{ value: text, expression: `${place}.${snake(key)}` }] : [],
    );
  });
}

function snake(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
