/** A sequence that looks random and is the same in every run. */
export interface Random {
  /** A whole number from 0 to the limit, which is not included. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Mulberry32, a generator of 32 bits of state. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return { below, pick };

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  function pick<T>(items: readonly T[]): T {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
}
