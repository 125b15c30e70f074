import type { Db } from "#lib/ports/db.ts";

/** Bytes a message at most. */
const MESSAGE_BYTES = 64 * 1024;
/** Pieces kept for the other watchers of the run, who are mostly at the same byte. */
const PIECES_KEPT = 16;

export type Bytes = Uint8Array<ArrayBuffer>;
type StepEnd = { stepRunId: string; end: number };

/**
 * Reads one run's stored output for all its watchers in this process: what one of them reads, the next one gets from memory. The rows are the
 * truth; nothing is kept for a watcher that does not read.
 */
export class RunTail {
  readonly runId: string;
  readonly #db: Db;
  #ends: Promise<StepEnd[]> = Promise.resolve([]);
  /** The ends once they are loaded. */
  #known: StepEnd[] = [];
  #isStale = true;
  readonly #pieces = new Map<string, Promise<Bytes>>();

  constructor(db: Db, runId: string) {
    this.#db = db;
    this.runId = runId;
  }

  /** More may be stored now: the next `ends` looks again. */
  invalidate(): void {
    this.#isStale = true;
  }

  /** A step's output is said to be stored so far: spares a look. Whether it is, reading shows. */
  note(stepRunId: string, end: number): void {
    const step = this.#known.find((s) => s.stepRunId === stepRunId);
    if (step === undefined) this.invalidate();
    else step.end = Math.max(step.end, end);
  }

  /** How far each step's output is stored, in the order of the run. Not older than the last `invalidate`. */
  ends(): Promise<readonly StepEnd[]> {
    if (!this.#isStale) return this.#ends;
    this.#isStale = false;
    // What is noted while this is under way may be newer than what it finds.
    this.#known = [];
    this.#ends = this.#load().then((ends) => {
      this.#known = ends;
      return ends;
    });
    this.#ends.catch(() => this.invalidate());
    return this.#ends;
  }

  /** Stored bytes from `from` on: at least one when the step's end is beyond it, at most 64 KiB. */
  read(stepRunId: string, from: number): Promise<Bytes> {
    const key = `${stepRunId}:${from}`;
    const known = this.#pieces.get(key);
    if (known !== undefined) return known;
    const piece = this.#read(stepRunId, from);
    this.#pieces.set(key, piece);
    // An empty answer means "not yet", which is no longer true a moment later; a failed one is tried again.
    piece.then(
      (bytes) => bytes.length === 0 && this.#pieces.delete(key),
      () => this.#pieces.delete(key),
    );
    const oldest = this.#pieces.keys().next().value;
    if (this.#pieces.size > PIECES_KEPT && oldest !== undefined) this.#pieces.delete(oldest);
    return piece;
  }

  async #load(): Promise<StepEnd[]> {
    const steps = await this.#db.stepRun.findMany({
      where: { runId: this.runId },
      select: { id: true, outputBytes: true },
      orderBy: [{ position: "asc" }, { attempt: "asc" }, { id: "asc" }],
    });
    return steps.map((s) => ({ stepRunId: s.id, end: Number(s.outputBytes) }));
  }

  async #read(stepRunId: string, from: number): Promise<Bytes> {
    // Chunks are 64 KiB at most: the one that holds `from`, and those after it that fit.
    const rows = await this.#db.$queryRaw<{ atByte: bigint; bytes: Bytes }[]>`
      SELECT "atByte", "bytes" FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId}
        AND "atByte" >= (SELECT coalesce(max("atByte"), 0) FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${from}::bigint)
        AND "atByte" < ${from + MESSAGE_BYTES}::bigint
      ORDER BY "atByte" LIMIT 128`;
    const pieces: Bytes[] = [];
    let length = 0;
    for (const row of rows) {
      const skip = Math.max(0, from - Number(row.atByte));
      const piece = row.bytes.subarray(skip, skip + MESSAGE_BYTES - length);
      if (piece.length > 0) pieces.push(piece);
      length += piece.length;
      if (length >= MESSAGE_BYTES) break;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }
}
