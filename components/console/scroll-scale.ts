/**
 * No element is made higher than this: Firefox ends at some 17.8 million px, Chromium at 33. A list that is higher is scrolled over in
 * larger steps; 10 million lines move by 12 for each one that the wheel would move.
 */
export const MAX_HEIGHT_PX = 15_000_000;

/** Between a list's own height and the height that is scrolled over. */
export class ScrollScale {
  /** Of the element that is scrolled over. */
  readonly heightPx: number;
  readonly #viewPx: number;
  readonly #contentPx: number;

  constructor(contentPx: number, viewPx: number) {
    this.heightPx = Math.min(contentPx, MAX_HEIGHT_PX);
    this.#contentPx = contentPx;
    this.#viewPx = viewPx;
  }

  /** Largest `scrollTop`. */
  get maxTop(): number {
    return Math.max(0, this.heightPx - this.#viewPx);
  }

  /** What of the content stands at the upper edge of the view. */
  contentAt(scrollTop: number): number {
    const most = Math.max(0, this.#contentPx - this.#viewPx);
    return this.maxTop === 0 ? 0 : (Math.min(scrollTop, this.maxTop) / this.maxTop) * most;
  }

  /** The `scrollTop` that brings a place of the content to the upper edge. */
  scrollTopFor(contentPx: number): number {
    const most = Math.max(0, this.#contentPx - this.#viewPx);
    return most === 0 ? 0 : (Math.max(0, Math.min(contentPx, most)) / most) * this.maxTop;
  }
}
