/** Reading plain property values whose types nobody has promised. */
import type { Props } from "../../../model";
import { pathsOf } from "../../../paths";

/** A string that is not empty; the provider takes an empty one for "not given". */
export function text(props: Props | undefined, property: string): string | undefined {
  const value = props?.[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function num(props: Props | undefined, property: string): number | undefined {
  const value = props?.[property];
  return typeof value === "number" ? value : undefined;
}

export function isProps(value: unknown): value is Props {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export function object(props: Props | undefined, property: string): Props | undefined {
  const value = props?.[property];
  return isProps(value) ? value : undefined;
}

/** The objects of a list property; an absent list is an empty one. */
export function objects(props: Props | undefined, property: string): Props[] {
  return asList(props?.[property]).filter(isProps);
}

/** What is there as a list: one value alone is a list of one, nothing is an empty list. */
export function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** All values at a path as `Shape` writes it, absent ones left out. */
export function valuesAt(props: Props, path: string): unknown[] {
  return pathsOf(props, path)
    .map((found) => found.value)
    .filter((value) => value !== undefined && value !== null);
}

/** The strings among {@link valuesAt}, empty ones left out. */
export function textsAt(props: Props, path: string): string[] {
  return valuesAt(props, path).filter((value): value is string => typeof value === "string" && value !== "");
}

/** Whether a boolean property is true. */
export function isOn(props: Props | undefined, property: string): boolean {
  return props?.[property] === true;
}
