/** How long after G its second key is waited for. */
const PREFIX_MS = 1_200;
const PREFIX = "g";

/** Makes of single key presses what they are bound by: `j`, or `g b` for two in a row. A second key without a binding does nothing. */
export class KeySequence {
  #prefixAt = Number.NEGATIVE_INFINITY;

  /** `atMs` on any clock that only goes forward. Null while more is waited for. */
  press(key: string, atMs: number): string | null {
    const isSecond = atMs - this.#prefixAt < PREFIX_MS;
    this.#prefixAt = Number.NEGATIVE_INFINITY;
    if (isSecond) return `${PREFIX} ${key.toLowerCase()}`;
    if (key !== PREFIX) return key;
    this.#prefixAt = atMs;
    return null;
  }
}
