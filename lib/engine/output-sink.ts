import { createHash, type Hash } from "node:crypto";
import type { OutputStore } from "#lib/ports/output-store.ts";

export type OutputOwner = { runId: string; stepRunId: string; epoch: number };

/**
 * Receives a step's bytes in order and stores them before anything else happens with them. Its end can be compared with the target's own file
 * by what was received, and verified by anybody by what is stored.
 */
export interface OutputSink {
  /**
   * The byte of the target's file to follow from. After another engine it may first have to be compared: `digest` answers the SHA-256 (hex) of
   * so many first bytes of the file.
   */
  resumeAt(digest: (bytes: number) => Promise<string>): Promise<number>;
  /** Bytes of the target's file received so far. */
  readonly received: number;
  /** SHA-256 (hex) of exactly these. */
  receivedSha256(): string;
  /** Bytes stored so far. */
  readonly stored: number;
  /** Takes `piece`, which begins at byte `atByte` of the target's file. A part that was received already is passed over. Throws Fenced. */
  write(piece: Buffer, atByte: number): Promise<void>;
  /**
   * Nothing follows: stores the rest. Answers the SHA-256 (hex) of what is stored, or null when an earlier engine stored something else than
   * what was received. Throws Fenced.
   */
  seal(): Promise<string | null>;
}

/** What an earlier engine stored, read once: its length and its running hash. */
export async function readStored(store: OutputStore, stepRunId: string): Promise<{ bytes: number; hash: Hash }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of store.read(stepRunId)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, hash };
}

/** Appends at exactly `atByte`, or throws: nobody else writes while the fence holds. */
export async function append(store: OutputStore, owner: OutputOwner, atByte: number, piece: Uint8Array): Promise<void> {
  if (piece.length === 0) return;
  const stored = await store.append(owner, atByte, piece);
  if (stored !== atByte + piece.length)
    throw new Error(`output of ${owner.stepRunId} was stored to ${stored}, expected ${atByte + piece.length}`);
}

/** The part of `piece` that lies behind the first `received` bytes of the file. */
export function freshPart(piece: Buffer, atByte: number, received: number, stepRunId: string): Buffer {
  if (atByte > received) throw new Error(`output of ${stepRunId} has a gap: received ${received}, now from ${atByte}`);
  return piece.subarray(received - atByte);
}
