/** Seals to the engine's public key. Whoever holds only this can write secrets and never read them. */
export interface Sealer {
  /** `context` (a target's id, or secretContext of a parameter) is bound to the ciphertext: moved elsewhere it does not open. */
  seal(plaintext: string, context: string): Promise<{ sealed: Uint8Array; keyFingerprint: string }>;
}
/** The engine's side. Throws with a clear message when the key does not fit. */
export interface Opener {
  open(sealed: Uint8Array, context: string): Promise<string>;
}
