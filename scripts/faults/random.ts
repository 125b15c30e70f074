/** Numbers that a seed repeats: mulberry32. */
export type Random = {
  /** Whole numbers from `low` to `high`, both included. */ between(low: number, high: number): number;
  pick<T>(of: readonly T[]): T;
};

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { between, pick: (of) => of[between(0, of.length - 1)] as (typeof of)[number] };
}
