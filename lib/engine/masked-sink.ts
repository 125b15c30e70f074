import { createHash, type Hash } from "node:crypto";
import type { Mask, MaskStream } from "#lib/domain/output/mask.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import { append, freshPart, type OutputOwner, type OutputSink, readStored } from "./output-sink.ts";

/**
 * Stores what it receives with every secret masked, and never anything else. Hashes both: the bytes received, to be compared with the target's
 * file, and the bytes stored, which is what people download and verify. What the mask holds back is not stored yet: an engine that leaves or dies
 * loses nothing, for the next one receives it again.
 */
export class MaskedSink implements OutputSink {
  readonly #store: OutputStore;
  readonly #owner: OutputOwner;
  /** Of an earlier engine; until as much was masked again, it is compared and not stored. */
  readonly #earlier: { bytes: number; hash: Hash };
  readonly #stream: MaskStream;
  #receivedHash = createHash("sha256");
  #maskedHash = createHash("sha256");
  #received = 0;
  #masked = 0;
  #differs = false;
  /** A cut connection may come back while a piece is still being stored: the next one waits for it, and fails with it. */
  #storing: Promise<void> = Promise.resolve();

  private constructor(store: OutputStore, owner: OutputOwner, mask: Mask, earlier: { bytes: number; hash: Hash }) {
    this.#store = store;
    this.#owner = owner;
    this.#stream = mask.stream();
    this.#earlier = earlier;
  }

  static async resume(store: OutputStore, owner: OutputOwner, mask: Mask): Promise<MaskedSink> {
    return new MaskedSink(store, owner, mask, await readStored(store, owner.stepRunId));
  }

  /**
   * What the hash of the received bytes was cannot be told from masked ones. Where nothing was masked so far, as nearly always, the stored bytes
   * are the target's: then it goes on behind them (a store always ends where the mask held nothing of an occurrence open). Else all is
   * received again, masked again, and compared with what is stored.
   */
  async resumeAt(digest: (bytes: number) => Promise<string>): Promise<number> {
    const { bytes, hash } = this.#earlier;
    if (this.#received > 0 || bytes === 0) return this.#received;
    if ((await digest(bytes)) !== hash.copy().digest("hex")) return 0;
    this.#receivedHash = hash.copy();
    this.#maskedHash = hash.copy();
    this.#received = this.#masked = bytes;
    return bytes;
  }

  get received(): number {
    return this.#received;
  }

  get stored(): number {
    return Math.max(this.#earlier.bytes, this.#masked);
  }

  receivedSha256(): string {
    return this.#receivedHash.copy().digest("hex");
  }

  async write(piece: Buffer, atByte: number): Promise<void> {
    const fresh = freshPart(piece, atByte, this.#received, this.#owner.stepRunId);
    this.#receivedHash.update(fresh);
    this.#received += fresh.length;
    await this.#then(this.#stream.push(fresh));
  }

  async seal(): Promise<string | null> {
    await this.#then(this.#stream.flush());
    return this.#differs || this.#masked < this.#earlier.bytes ? null : this.#maskedHash.copy().digest("hex");
  }

  #then(masked: Buffer): Promise<void> {
    this.#storing = this.#storing.then(() => this.#take(masked));
    return this.#storing;
  }

  async #take(masked: Buffer): Promise<void> {
    const known = Math.min(masked.length, Math.max(0, this.#earlier.bytes - this.#masked));
    if (known > 0) this.#compare(masked.subarray(0, known));
    if (known < masked.length && !this.#differs) await this.#append(masked.subarray(known));
  }

  #compare(masked: Buffer): void {
    this.#count(masked);
    if (this.#masked < this.#earlier.bytes) return;
    this.#differs = this.#maskedHash.copy().digest("hex") !== this.#earlier.hash.copy().digest("hex");
  }

  async #append(masked: Buffer): Promise<void> {
    await append(this.#store, this.#owner, this.#masked, masked);
    this.#count(masked);
  }

  #count(masked: Buffer): void {
    this.#maskedHash.update(masked);
    this.#masked += masked.length;
  }
}
