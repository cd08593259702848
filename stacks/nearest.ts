import { closest, distance } from "fastest-levenshtein";

/** The known name that a mistyped one was most likely meant to be; nothing when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const plain = (text: string): string => text.toLowerCase().replace(/[_-]/g, "");
  const best = closest(plain(name), known.map(plain));
  const guess = known.find((candidate) => plain(candidate) === best);
  const farthest = Math.max(2, Math.floor(name.length / 3));
  return guess !== undefined && distance(plain(name), best) <= farthest ? guess : undefined;
}

/** What to say is allowed instead of an unknown name: the nearest known one, or all of them. */
export function orNearest(guess: string | undefined, known: readonly string[]): { readonly allowed: string } {
  if (guess !== undefined) return { allowed: `${guess}, the nearest known name` };
  return { allowed: known.length === 0 ? "none" : known.join(", ") };
}
