import { createHash, type Hash } from "node:crypto";
import type { OutputStore } from "#lib/ports/output-store.ts";

type Owner = { runId: string; stepRunId: string; epoch: number };

/**
 * Receives a step's bytes in order and stores them before anything else happens with them. Knows how far the store is and the hash of
 * exactly what is stored, so that the end can be compared with the target's own file.
 */
export class OutputSink {
  readonly #store: OutputStore;
  readonly #owner: Owner;
  readonly #hash: Hash = createHash("sha256");
  #bytes = 0;

  private constructor(store: OutputStore, owner: Owner) {
    this.#store = store;
    this.#owner = owner;
  }

  /** Takes up where the store is: what an earlier engine stored is hashed again, never fetched again. */
  static async resume(store: OutputStore, owner: Owner): Promise<OutputSink> {
    const sink = new OutputSink(store, owner);
    for await (const piece of store.read(owner.stepRunId)) sink.#took(piece);
    return sink;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** SHA-256 (hex) of what is stored so far. */
  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Stores `piece`, which begins at byte `atByte` of the target's file. A part that is stored already is not stored twice. Throws Fenced. */
  async write(piece: Buffer, atByte: number): Promise<void> {
    if (atByte > this.#bytes)
      throw new Error(`output of ${this.#owner.stepRunId} has a gap: stored ${this.#bytes}, received from ${atByte}`);
    const fresh = piece.subarray(this.#bytes - atByte);
    if (fresh.length === 0) return;
    const stored = await this.#store.append(this.#owner, this.#bytes, fresh);
    if (stored !== this.#bytes + fresh.length)
      throw new Error(
        `output of ${this.#owner.stepRunId} was stored to ${stored}, expected ${this.#bytes + fresh.length}`,
      );
    this.#took(fresh);
  }

  #took(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }
}
