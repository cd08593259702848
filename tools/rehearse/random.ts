/** Numbers that look random and are the same for the same seed. */

/** Mulberry32 (Tommy Ettinger, public domain): numbers of [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @throws RangeError when there is nothing to choose from */
export function pick<T>(from: readonly T[], random: () => number): T {
  const chosen = from.at(Math.floor(random() * from.length));
  if (chosen === undefined) throw new RangeError("nothing to choose from");
  return chosen;
}
