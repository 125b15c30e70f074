/** Limits of one attempt. Tests shorten the time. */
export type Limits = {
  /** From the first packet to the last byte of the answer. (Default: 15_000) */
  timeoutMs: number;
};
export const LIMITS: Limits = { timeoutMs: 15_000 };
/** As much of an answer is kept, on one line. */
const KEPT_CHARACTERS = 300;

/** Foreign text as it is kept: one line, no control characters, its beginning. */
export const kept = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, KEPT_CHARACTERS);

export const reasonOf = (error: unknown): string =>
  kept(error instanceof Error ? error.message || error.name : String(error));
