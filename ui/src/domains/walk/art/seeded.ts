/** Repeatable choices made from a temple's number: 88 drawings differ, and each stays as it is for ever. */
export interface Choice {
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number;
  /** One of `list`. */
  pick<T>(list: readonly [T, ...T[]]): T;
  /** True in about `share` of all temples. */
  chance(share: number): boolean;
}

/** Mulberry32 from the number; nothing else flows in. */
export function seeded(number: number): Choice {
  let state = Math.imul(number + 17, 2654435761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    between: (low, high) => low + (high - low) * next(),
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    chance: (share) => next() < share,
  };
}
