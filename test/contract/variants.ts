/** One change of one property each, for every property that a model of the simulator knows to exist. */
import { argumentOf, terraformType } from "../../tools/contract/naming";
import type { ProviderSchema } from "../../tools/contract/schema";
import { replacements } from "../../simulator/lifecycle";
import type { Place, Props, ResourceModel } from "../../simulator/model";
import { settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { REGION } from "./life";
import { SAMPLES, type Sample } from "./samples";

export interface Variant {
  readonly type: string;
  /** The property, or the name of a sample of it. */
  readonly change: string;
  readonly property: string;
  readonly argument: string;
  /** The paths for which the simulator replaces; none where it changes in place. */
  readonly replacing: readonly string[];
  /** Some of them come from a condition, not from the model's list. */
  readonly conditional: boolean;
  readonly before: Props;
  readonly after: Props;
}

/** Top-level properties that the model names anywhere. */
export function propertiesOf({ shape }: ResourceModel): readonly string[] {
  const paths = [
    ...shape.replaceOn,
    ...(shape.required ?? []),
    ...(shape.conflicts ?? []).flat(),
    ...(shape.exactlyOneOf ?? []).flat(),
    ...(shape.atLeastOneOf ?? []).flat(),
    ...Object.keys({
      ...shape.values,
      ...shape.ranges,
      ...shape.lengths,
      ...shape.formats,
      ...shape.defaults,
    }),
    ...(shape.properties ?? []),
  ];
  return [...new Set(paths.map(topOf))];
}

/** The property at the top of a path. */
export function topOf(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}

/**
 * @param used properties that the program gives, beside those of the model
 * @returns the changes, and the properties that the provider at hand does not have
 */
export function variantsOf(
  type: string,
  compliant: Props,
  used: readonly string[],
  schema: ProviderSchema,
): { readonly variants: readonly Variant[]; readonly newer: readonly string[] } {
  const model = findModel(type);
  const name = terraformType(type, schema) ?? "";
  const block = schema[name]?.block ?? {};
  const variants: Variant[] = [];
  const newer: string[] = [];
  const samples = SAMPLES[type] ?? {};
  // A sample's name may say, behind a hash, what is different about it.
  for (const change of new Set([...propertiesOf(model), ...used, ...Object.keys(samples)])) {
    const property = change.replace(/ #.*$/, "");
    const argument = argumentOf(property, block, name);
    const attribute = argument === undefined ? undefined : block.attributes?.[argument];
    if (argument === undefined) newer.push(property);
    // What AWS computes alone can't be changed by anybody.
    if (argument === undefined || (attribute?.computed === true && attribute.optional !== true)) continue;
    const sample = { ...prefixSample(property), ...samples[change] };
    const rivals = rivalsOf(model, property);
    const base = merged(compliant, { ...rivals, ...sample.with });
    // One that takes another's place must be there before and after.
    const takesPlace =
      compliant[property] === undefined && Object.keys(rivals).some((rival) => rival in compliant);
    const first =
      sample.before ?? (takesPlace ? another(model, property, undefined, attribute?.type) : undefined);
    const before = first === undefined ? base : merged(base, { [property]: first });
    const value = sample.after ?? another(model, property, before[property], attribute?.type);
    const after = merged(before, { [property]: value, ...sample.then });
    const [former, next] = [settle(model, before, placeOf(type)), settle(model, after, placeOf(type))];
    const replacing = replacements(model, former, next);
    const conditional = (model.replaces?.(former, next) ?? []).length > 0;
    variants.push({ type, change, property, argument, replacing, conditional, before, after });
  }
  return { variants, newer };
}

/** What must not be given beside the property. */
function rivalsOf({ shape }: ResourceModel, property: string): Props {
  const sets = [...(shape.conflicts ?? []), ...(shape.exactlyOneOf ?? [])].filter((set) =>
    set.includes(property),
  );
  const rivals = sets.flat().filter((path) => path !== property && topOf(path) === path);
  return Object.fromEntries(rivals.map((rival) => [rival, null]));
}

function prefixSample(property: string): Sample {
  return /[a-z]Prefix$/.test(property) ? { before: "old-", after: "new-" } : {};
}

/** Where the resource of a case lives. */
export function placeOf(type: string): Place {
  return {
    urn: `urn:pulumi:test::harena::${type}::subject`,
    name: "subject",
    accountId: "111122223333",
    region: REGION,
    partition: "aws",
    defaultTags: {},
  };
}

/** Null takes a property away. */
function merged(inputs: Props, changes: Props): Props {
  return Object.fromEntries(Object.entries({ ...inputs, ...changes }).filter(([, value]) => value !== null));
}

/** Another value that the provider takes, guessed from the model and from the value that there is. */
function another({ shape }: ResourceModel, property: string, value: unknown, type: unknown): unknown {
  const current = value ?? shape.defaults?.[property];
  const other = shape.values?.[property]?.find((one) => String(one) !== String(current));
  if (other !== undefined) return other;
  if (typeof current === "boolean") return !current;
  const [low = 1, high = Infinity] = shape.ranges?.[property] ?? [];
  if (typeof current === "number") return current + 1 <= high ? current + 1 : current - 1;
  if (typeof current === "string") return anotherText(current);
  if (Array.isArray(current)) return anotherList(current);
  if (current !== null && typeof current === "object") return anotherObject(current as Props, type);
  if (type === "bool") return true;
  if (type === "number") return low;
  const isArn =
    shape.formats?.[property]?.words.startsWith("an ARN") === true || /Arns?$|Actions$/.test(property);
  if (typeof type === "string") return isArn ? ARN : "changed";
  if (Array.isArray(type) && type[0] === "map") return { changed: "changed" };
  return [isArn ? ARN : "changed"];
}

const ARN = "arn:aws:sqs:eu-west-1:444455556666:other";

/** Of the same form: a letter or digit changed near the end. */
function anotherText(text: string): string {
  const index = text.search(/[A-Za-z0-9][^A-Za-z0-9]*$/);
  if (index < 0) return `${text}x`;
  const letter = text[index] ?? "";
  const next =
    letter === "1" ? "2" : /\d/.test(letter) ? "1" : letter === "a" ? "b" : letter === "A" ? "B" : "a";
  return text.slice(0, index) + next + text.slice(index + 1);
}

/** With one more entry where any key is fine, else with a switch or a number turned. */
function anotherObject(object: Props, type: unknown): Props {
  if (Array.isArray(type) && type[0] === "map") return { ...object, changed: "changed" };
  const turned = Object.entries(object).find(
    ([, value]) => typeof value === "boolean" || typeof value === "number",
  );
  if (!turned) return object;
  const [key, value] = turned;
  return { ...object, [key]: typeof value === "number" ? value + 1 : value !== true };
}

function anotherList(list: readonly unknown[]): unknown {
  const last: unknown = list.at(-1);
  return typeof last === "string" ? [...list.slice(0, -1), anotherText(last)] : list.slice(0, -1);
}
