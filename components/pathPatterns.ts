/**
 * Path patterns of Application Load Balancer rules, as sets of paths: `*` stands for any number of
 * characters, `?` for exactly one, and everything is case-sensitive
 * (Elastic Load Balancing, "Condition types for listener rules").
 */

/** Whether a request for that path matches. */
export function matches(pattern: string, path: string): boolean {
  let states = closure(pattern, [0]);
  for (const letter of path) states = step(pattern, states, letter);
  return states.includes(pattern.length);
}

/** Whether `general` matches every path that `special` matches; a pattern covers itself. */
export function covers(general: string, special: string): boolean {
  if (apart(general, special)) return false;
  const alphabet = lettersOf(general, special);
  // Walks both patterns at once: where the special one can end, the general one must be able to.
  const seen = new Set<string>();
  const open: [special: number[], general: number[]][] = [[closure(special, [0]), closure(general, [0])]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [left, right] = next;
    const key = `${left.join(",")}|${right.join(",")}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (left.includes(special.length) && !right.includes(general.length)) return false;
    for (const letter of alphabet) {
      const reached = step(special, left, letter);
      if (reached.length > 0) open.push([reached, step(general, right, letter)]);
    }
  }
  return true;
}

/** Whether some path matches both patterns. */
export function intersect(a: string, b: string): boolean {
  if (apart(a, b)) return false;
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

/** Most pairs part within their literal beginnings, which is quick to see. */
function apart(a: string, b: string): boolean {
  const length = Math.min(literalLength(a), literalLength(b));
  return a.slice(0, length) !== b.slice(0, length);
}

function literalLength(pattern: string): number {
  const wild = pattern.search(/[*?]/);
  return wild === -1 ? pattern.length : wild;
}

/** All letters that either pattern names, and one that stands for every other. */
function lettersOf(...patterns: string[]): string[] {
  return [...new Set([...Array.from(patterns.join("").replace(/[*?]/g, "")), "\0"])];
}

/** The places in a pattern (ascending) after one more letter. */
function step(pattern: string, states: readonly number[], letter: string): number[] {
  const reached = states.flatMap((state) => {
    const symbol = pattern.charAt(state);
    if (symbol === "*") return [state];
    return symbol === letter || symbol === "?" ? [state + 1] : [];
  });
  return closure(pattern, reached);
}

/** With the places beyond stars, which may stand for nothing. */
function closure(pattern: string, states: readonly number[]): number[] {
  const all = new Set<number>();
  for (let state of states) {
    all.add(state);
    while (pattern.charAt(state) === "*") all.add(++state);
  }
  return [...all].sort((a, b) => a - b);
}

/** Which prefixes of a pattern match the empty text: those made of stars. */
function emptyPrefixes(pattern: string): boolean[] {
  const stars = /^\**/.exec(pattern)?.[0].length ?? 0;
  return Array.from({ length: pattern.length + 1 }, (_, j) => j <= stars);
}
