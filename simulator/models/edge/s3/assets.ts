/** What a Pulumi asset holds. */
import { existsSync, readFileSync } from "node:fs";
import { fields } from "../support";

export type AssetContent =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** A file that is not there. */
  | { readonly kind: "missing"; readonly path: string }
  /** An archive or a remote asset, whose content only the engine knows. */
  | { readonly kind: "elsewhere" };

/** Reads an asset as it comes over Pulumi's wire: an object with `path`, `text` or `uri`. */
export function readAsset(asset: unknown): AssetContent {
  const { path, text } = fields(asset);
  if (typeof text === "string") return { kind: "bytes", bytes: Buffer.from(text) };
  if (typeof path !== "string") return { kind: "elsewhere" };
  return existsSync(path) ? { kind: "bytes", bytes: readFileSync(path) } : { kind: "missing", path };
}
