import type { Rule } from "../../../model";
import { rule } from "./rules";
import { object } from "./values";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
// General Reference, "Tag naming limits and requirements"; EC2 alone takes any character.
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

interface TagOptions {
  /** True for services that take any UTF-8 character. @default false */
  readonly anyCharacter?: boolean;
}

/** The limits on tags, provider's default tags included. */
export function tagRule(prefix: string, { anyCharacter = false }: TagOptions = {}): Rule {
  const source = "AWS General Reference, Tagging AWS resources: tag naming limits and requirements";
  return rule(`${prefix}:tags`, ["create", "update"], source, ({ inputs }) => {
    const tags = object(inputs, "tagsAll") ?? object(inputs, "tags") ?? {};
    const count = Object.keys(tags).length;
    if (count > MAX_TAGS) return `TagLimitExceeded: ${count} tags, more than the maximum of ${MAX_TAGS}`;
    for (const [key, value] of Object.entries(tags)) {
      const problem = tagProblem(key, String(value), anyCharacter);
      if (problem) return `InvalidParameterValue: ${problem}`;
    }
    return undefined;
  });
}

function tagProblem(key: string, value: string, anyCharacter: boolean): string | undefined {
  if (/^aws:/i.test(key)) return `Tag keys starting with 'aws:' are reserved for internal use: ${key}`;
  if (key.length < 1 || key.length > MAX_KEY) return `Tag key "${key}" must have 1 to ${MAX_KEY} characters`;
  if (value.length > MAX_VALUE)
    return `Tag value exceeds the maximum length of ${MAX_VALUE} characters: ${key}`;
  if (anyCharacter || (CHARACTERS.test(key) && CHARACTERS.test(value))) return undefined;
  return `Tag ${key}=${value} contains invalid characters: letters, digits, spaces and _ . : / = + - @ are allowed`;
}
