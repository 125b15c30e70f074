import type { Checkpoint } from "#lib/domain/record/checkpoint.ts";

/** Signs for the record. The key never leaves the engine. */
export interface RecordSigner {
  /** Raw Ed25519 key, base64url. */
  readonly publicKey: string;
  /** Base64url. */
  sign(text: string): string;
}

export interface Checkpoints {
  /**
   * Signs what the chains end with now and stores it; the last one again when nothing has grown since. Written to the file outside of the database
   * before it is answered.
   */
  take(): Promise<Checkpoint | null>;
}
