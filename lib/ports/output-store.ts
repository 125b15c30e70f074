/** The raw bytes of a step's output, addressed by byte. Append-only and gap-free. */
export interface OutputStore {
  /**
   * Stores `piece` at exactly `atByte`, under the fence of the run, and tells watchers after the commit. Answers the stored length:
   * when it is not `atByte + piece.length`, the piece did not fit and the caller goes on from there. Throws Fenced.
   */
  append(step: { runId: string; stepRunId: string; epoch: number }, atByte: number, piece: Uint8Array): Promise<number>;
  /** Bytes stored so far. */
  length(stepRunId: string): Promise<number>;
  /** Everything stored, in order. */
  read(stepRunId: string): AsyncIterable<Uint8Array>;
}
