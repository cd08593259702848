/** Turns Pulumi's property values into Terraform's, guided by the provider's schema. */
import { argumentOf, keyOf } from "./naming";
import type { AttributeSchema, BlockSchema, TerraformType } from "./schema";

type Record_ = Readonly<Record<string, unknown>>;

export interface Conversion {
  /** Turns one text into a Terraform template: {@link literal}, or with references. */
  readonly text: (value: string) => string;
  /** Called for every property that the provider at hand does not know. */
  readonly onUnknown: (path: string) => void;
}

/** A text that Terraform takes as it is. */
export function literal(value: string): string {
  return value.replaceAll("${", "$${").replaceAll("%{", "%%{");
}

/** The arguments of one block. */
export function blockBody(
  inputs: Record_,
  block: BlockSchema,
  conversion: Conversion,
  { type, path = "" }: { readonly type?: string; readonly path?: string } = {},
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(inputs)) {
    if (value === undefined || value === null || property.startsWith("__")) continue;
    const where = path === "" ? property : `${path}.${property}`;
    const argument = argumentOf(property, block, type);
    const attribute = argument === undefined ? undefined : block.attributes?.[argument];
    const nested = argument === undefined ? undefined : block.block_types?.[argument];
    if (argument !== undefined && attribute) {
      body[argument] = attributeValue(value, attribute, conversion, where);
    } else if (argument !== undefined && nested) {
      const items = listOf(value).map((item, index) =>
        blockBody(item as Record_, nested.block, conversion, {
          path: Array.isArray(value) ? `${where}[${index}]` : where,
        }),
      );
      body[argument] = nested.nesting_mode === "single" ? items[0] : items;
    } else {
      conversion.onUnknown(where);
    }
  }
  return body;
}

function attributeValue(
  value: unknown,
  { type, nested_type: nested }: AttributeSchema,
  conversion: Conversion,
  path: string,
): unknown {
  if (!nested) return typedValue(value, type ?? "dynamic", conversion, path);
  const one = (item: unknown): unknown =>
    blockBody(item as Record_, { attributes: nested.attributes }, conversion, { path });
  return nested.nesting_mode === "single" ? one(value) : listOf(value).map(one);
}

function typedValue(value: unknown, type: TerraformType, conversion: Conversion, path: string): unknown {
  if (typeof value === "string") {
    const text = conversion.text(value);
    return isMany(type) ? [text] : text;
  }
  if (value === null || typeof value !== "object") return isMany(type) ? [value] : value;
  if (typeof type === "string") return plainValue(value, conversion);
  const [kind, inner] = type;
  if (kind === "map") {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, typedValue(item, inner, conversion, `${path}.${key}`)] as const,
    );
    return Object.fromEntries(entries);
  }
  if (kind === "object") return objectValue(value as Record_, inner, conversion, path);
  return listOf(value).map((item) => typedValue(item, inner, conversion, path));
}

/** An object attribute has all its keys; those left out are null. */
function objectValue(
  value: Record_,
  keys: Readonly<Record<string, unknown>>,
  conversion: Conversion,
  path: string,
): Record_ {
  const body: Record<string, unknown> = Object.fromEntries(Object.keys(keys).map((key) => [key, null]));
  for (const [property, item] of Object.entries(value)) {
    const key = keyOf(property, Object.keys(keys));
    if (key === undefined) conversion.onUnknown(`${path}.${property}`);
    else body[key] = typedValue(item, keys[key] as TerraformType, conversion, `${path}.${property}`);
  }
  return body;
}

function plainValue(value: object, conversion: Conversion): unknown {
  if ("path" in value) return conversion.text(String(value.path));
  if ("text" in value) return conversion.text(String(value.text));
  // Pulumi takes policies as objects, too.
  return conversion.text(JSON.stringify(value));
}

function isMany(type: TerraformType): boolean {
  return typeof type !== "string" && (type[0] === "list" || type[0] === "set");
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
