/** Goes through a set that changes, a part at a time, so that everybody comes once in each round. */
export class InTurn<T> {
  readonly #all: () => Iterable<T>;
  #left: T[] = [];
  #size = 0;

  constructor(all: () => Iterable<T>) {
    this.#all = all;
  }

  /** The next ones: `part` (above 0, at most 1) of those who were there when the round began. */
  next(part: number): T[] {
    if (this.#left.length === 0) {
      this.#left = [...this.#all()];
      this.#size = this.#left.length;
    }
    return this.#left.splice(0, Math.ceil(this.#size * part));
  }
}
