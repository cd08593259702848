import { entries, fields } from "../support";

/** Statements that look at a part of a request, as it is or transformed. */
const LOOKING = [
  "byteMatchStatement",
  "regexMatchStatement",
  "regexPatternSetReferenceStatement",
  "sizeConstraintStatement",
  "sqliMatchStatement",
  "xssMatchStatement",
];

/** The first statement, at any depth, that looks at something without saying how it is transformed. */
export function untransformed(value: unknown): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (LOOKING.includes(key) && entries(fields(inner).textTransformations).length === 0) return key;
    const found = untransformed(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
