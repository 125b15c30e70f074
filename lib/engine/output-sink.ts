import { createHash, type Hash } from "node:crypto";
import type { Mask, MaskStream } from "#lib/domain/output/mask.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";

/** What is stored at once: as much as one message to a browser holds, so that each is read once. */
const CHUNK_BYTES = 64 * 1024;
/** Beyond this the host is not read on before something is stored. */
const ROOM_BYTES = 3 * CHUNK_BYTES;

type Owner = { runId: string; stepRunId: string; epoch: number };

/**
 * Receives a step's bytes in order and stores them, with every secret masked, before anything else happens with them. Hashes both: the bytes
 * received, to be compared with the target's own file, and the bytes stored, which is what people download and verify. What the mask holds back
 * is not stored yet: an engine that leaves or dies loses nothing, for the next one receives it again.
 */
export class OutputSink {
  readonly #store: OutputStore;
  readonly #owner: Owner;
  /** What an earlier engine stored; until as much was masked again, it is compared and not stored. */
  readonly #earlier: { bytes: number; hash: Hash };
  readonly #stream: MaskStream;
  #receivedHash = createHash("sha256");
  #maskedHash = createHash("sha256");
  #received = 0;
  #masked = 0;
  #differs = false;
  /** What came while a piece was being stored; it is stored next, as one. */
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #storing: Promise<void> = Promise.resolve();
  readonly #failed = new AbortController();

  private constructor(store: OutputStore, owner: Owner, mask: Mask, earlier: { bytes: number; hash: Hash }) {
    this.#store = store;
    this.#owner = owner;
    this.#stream = mask.stream();
    this.#earlier = earlier;
  }

  /** Reads once what an earlier engine stored. */
  static async resume(store: OutputStore, owner: Owner, mask: Mask): Promise<OutputSink> {
    const earlier = { bytes: 0, hash: createHash("sha256") };
    for await (const piece of store.read(owner.stepRunId)) {
      earlier.hash.update(piece);
      earlier.bytes += piece.length;
    }
    return new OutputSink(store, owner, mask, earlier);
  }

  /**
   * The byte of the target's file to follow from; `digest` answers the SHA-256 (hex) of so many first bytes of it. Where nothing was masked so
   * far, as nearly always, the stored bytes are the target's: it goes on behind them, for a store always ends where no occurrence was open.
   * Else the hash of what was received cannot be told any more: all is received again, masked again, and compared with what is stored.
   */
  async resumeAt(digest: (bytes: number) => Promise<string>): Promise<number> {
    const { bytes, hash } = this.#earlier;
    if (this.#received > 0 || bytes === 0) return this.#received;
    if ((await digest(bytes)) !== hexOf(hash)) return 0;
    this.#receivedHash = hash.copy();
    this.#maskedHash = hash.copy();
    this.#received = this.#masked = bytes;
    return bytes;
  }

  /** Bytes of the target's file received so far. */
  get received(): number {
    return this.#received;
  }

  /** SHA-256 (hex) of exactly these. */
  receivedSha256(): string {
    return hexOf(this.#receivedHash);
  }

  /** Bytes stored so far. */
  get stored(): number {
    return Math.max(this.#earlier.bytes, this.#masked);
  }

  /** Fires when a piece could not be stored, with the error as its reason: nothing more is taken. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /**
   * Takes `piece`, which begins at byte `atByte` of the target's file. A part that was received already is passed over. Resolves when there is
   * room for the next one, at most 256 KiB ahead of the store. Throws what storing threw, such as Fenced.
   */
  async write(piece: Buffer, atByte: number): Promise<void> {
    this.#failed.signal.throwIfAborted();
    if (atByte > this.#received)
      throw new Error(`output of ${this.#owner.stepRunId} has a gap: received ${this.#received}, now from ${atByte}`);
    const fresh = piece.subarray(this.#received - atByte);
    this.#receivedHash.update(fresh);
    this.#received += fresh.length;
    this.#gather(this.#stream.push(fresh));
    if (this.#gatheredBytes > ROOM_BYTES) await this.#storing;
  }

  /**
   * Nothing follows: stores the rest. Answers the SHA-256 (hex) of what is stored, or null when an earlier engine stored something else than
   * what was received. Throws Fenced.
   */
  async seal(): Promise<string | null> {
    this.#gather(this.#stream.flush());
    await this.#storing;
    return this.#differs || this.#masked < this.#earlier.bytes ? null : hexOf(this.#maskedHash);
  }

  #gather(masked: Buffer): void {
    this.#gathered.push(masked);
    this.#gatheredBytes += masked.length;
    this.#storing = this.#storing.then(() => this.#storeGathered());
    // Who waits next is told; so is who watches `failed`.
    this.#storing.catch((error: unknown) => this.#failed.abort(error));
  }

  /** The first of several calls in a row takes everything, the others find nothing. */
  async #storeGathered(): Promise<void> {
    if (this.#gatheredBytes === 0) return;
    const all = this.#gathered.length === 1 && this.#gathered[0] ? this.#gathered[0] : Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    for (let at = 0; at < all.length; at += CHUNK_BYTES) await this.#take(all.subarray(at, at + CHUNK_BYTES));
  }

  async #take(masked: Buffer): Promise<void> {
    const known = Math.min(masked.length, Math.max(0, this.#earlier.bytes - this.#masked));
    if (known > 0) {
      this.#count(masked.subarray(0, known));
      if (this.#masked === this.#earlier.bytes) this.#differs = hexOf(this.#maskedHash) !== hexOf(this.#earlier.hash);
    }
    if (known < masked.length && !this.#differs) await this.#append(masked.subarray(known));
  }

  async #append(masked: Buffer): Promise<void> {
    const stored = await this.#store.append(this.#owner, this.#masked, masked);
    if (stored !== this.#masked + masked.length)
      throw new Error(
        `output of ${this.#owner.stepRunId} was stored to ${stored}, expected ${this.#masked + masked.length}`,
      );
    this.#count(masked);
  }

  #count(masked: Buffer): void {
    this.#maskedHash.update(masked);
    this.#masked += masked.length;
  }
}

const hexOf = (hash: Hash): string => hash.copy().digest("hex");
