/** What a Pulumi asset holds. */
import { existsSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { fields } from "../support";

export type AssetContent =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** A file that is not there. */
  | { readonly kind: "missing"; readonly path: string }
  /** An archive or a remote asset, whose content only the engine knows. */
  | { readonly kind: "elsewhere" };

export function readAsset(asset: unknown): AssetContent {
  const { path, text } = fields(asset);
  const inline = settled(text);
  if (inline !== undefined) return { kind: "bytes", bytes: Buffer.from(inline) };
  const file = settled(path);
  if (file === undefined) return { kind: "elsewhere" };
  return existsSync(file) ? { kind: "bytes", bytes: readFileSync(file) } : { kind: "missing", path: file };
}

/**
 * Assets keep their path or text in a promise that is resolved from the start, and a model answers
 * synchronously: the value is read as a debugger would show it. Plain strings are taken as they are.
 */
function settled(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof Promise)) return undefined;
  const shown = inspect(value, { maxStringLength: null, breakLength: Infinity, colors: false });
  const literal = /^Promise \{ (['"`][\s\S]*['"`]) \}$/.exec(shown)?.[1];
  return literal === undefined ? undefined : (runInNewContext(literal) as string);
}
