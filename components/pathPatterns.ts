/**
 * Path patterns of Application Load Balancer rules, as sets of paths: `*` stands for any number of
 * characters, `?` for exactly one, and everything is case-sensitive
 * (Elastic Load Balancing, "Condition types for listener rules").
 */

/** Whether a request for that path matches. */
export function matches(pattern: string, path: string): boolean {
  return covers(pattern, path);
}

/** Whether `general` matches every path that `specific` matches; equal patterns cover each other. */
export function covers(general: string, specific: string): boolean {
  // reach[j]: general[0..i) covers specific[0..j). A `*` of `specific` is only covered by a `*`.
  let reach = new Array<boolean>(specific.length + 1).fill(false);
  reach[0] = true;
  for (const symbol of general) {
    const next = new Array<boolean>(specific.length + 1).fill(false);
    if (symbol === "*") {
      next[0] = reach[0] ?? false;
      for (let j = 1; j <= specific.length; j++) next[j] = (reach[j] ?? false) || (next[j - 1] ?? false);
    } else {
      for (let j = 1; j <= specific.length; j++) {
        next[j] = (reach[j - 1] ?? false) && fitsOne(symbol, specific.charAt(j - 1));
      }
    }
    reach = next;
  }
  return reach[specific.length] ?? false;
}

function fitsOne(symbol: string, other: string): boolean {
  return symbol === "?" ? other !== "*" : symbol === other;
}

/** Whether some path matches both patterns. */
export function intersect(a: string, b: string): boolean {
  // meet[j]: some text is matched by a[0..i) and by b[0..j).
  let meet = emptyPrefixes(b);
  for (const symbol of a) {
    const next = new Array<boolean>(b.length + 1).fill(false);
    next[0] = symbol === "*" && (meet[0] ?? false);
    for (let j = 1; j <= b.length; j++) {
      const other = b.charAt(j - 1);
      const starred = symbol === "*" || other === "*";
      next[j] = starred
        ? (meet[j] ?? false) || (next[j - 1] ?? false)
        : (meet[j - 1] ?? false) && (symbol === other || symbol === "?" || other === "?");
    }
    meet = next;
  }
  return meet[b.length] ?? false;
}

/** Which prefixes of a pattern match the empty text: those made of stars. */
function emptyPrefixes(pattern: string): boolean[] {
  const stars = /^\**/.exec(pattern)?.[0].length ?? 0;
  return Array.from({ length: pattern.length + 1 }, (_, j) => j <= stars);
}

/** The segments before the first one that holds a wildcard. */
export function literalSegments(pattern: string): number {
  const segments = pattern.split("/").slice(1);
  const wild = segments.findIndex((segment) => /[*?]/.test(segment));
  return wild === -1 ? segments.length : wild;
}

/** Whether the pattern is a plain path. */
export function isLiteral(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}
