/**
 * The same Dockerfile for a builder that refuses BuildKit's cache mounts. They only spare downloads: what a build gives is
 * the same without them.
 */
export function withoutCacheMounts(text: string): string {
  return text.replace(/[ \t]+--mount=(?:[^\s,]+,)*type=cache(?:,[^\s,]+)*(?=\s)/g, "");
}
