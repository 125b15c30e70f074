import type { Hash } from "node:crypto";
import type { OutputStore } from "#lib/ports/output-store.ts";
import { append, freshPart, type OutputOwner, type OutputSink, readStored } from "./output-sink.ts";

/** Stores what it receives: nothing on this target is secret. What an earlier engine stored is hashed again, never fetched again. */
export class PlainSink implements OutputSink {
  readonly #store: OutputStore;
  readonly #owner: OutputOwner;
  readonly #hash: Hash;
  #bytes: number;

  private constructor(store: OutputStore, owner: OutputOwner, stored: { bytes: number; hash: Hash }) {
    this.#store = store;
    this.#owner = owner;
    this.#hash = stored.hash;
    this.#bytes = stored.bytes;
  }

  static async resume(store: OutputStore, owner: OutputOwner): Promise<PlainSink> {
    return new PlainSink(store, owner, await readStored(store, owner.stepRunId));
  }

  async resumeAt(): Promise<number> {
    return this.#bytes;
  }

  get received(): number {
    return this.#bytes;
  }

  get stored(): number {
    return this.#bytes;
  }

  receivedSha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async write(piece: Buffer, atByte: number): Promise<void> {
    const fresh = freshPart(piece, atByte, this.#bytes, this.#owner.stepRunId);
    await append(this.#store, this.#owner, this.#bytes, fresh);
    this.#hash.update(fresh);
    this.#bytes += fresh.length;
  }

  async seal(): Promise<string> {
    return this.receivedSha256();
  }
}
