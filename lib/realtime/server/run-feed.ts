import type { Db } from "#lib/ports/db.ts";

/** Bytes a message at most. */
const MESSAGE_BYTES = 256 * 1024;

export type Piece = { stepRunId: string; atByte: number; bytes: Uint8Array<ArrayBuffer> };

/**
 * What one watcher has of a run, and the reading of what comes next: always from the stored rows, from the byte that was sent last. Nothing is
 * kept for a watcher that does not read; it is simply not read for.
 */
export class RunFeed {
  readonly runId: string;
  readonly #db: Db;
  readonly #sent: Map<string, number>;

  constructor(db: Db, runId: string, after: Record<string, number>) {
    this.#db = db;
    this.runId = runId;
    this.#sent = new Map(Object.entries(after));
  }

  /** The next piece of some step, or null when everything stored was sent. */
  async next(): Promise<Piece | null> {
    const steps = await this.#db.stepRun.findMany({
      where: { runId: this.runId },
      select: { id: true, outputBytes: true },
      orderBy: [{ position: "asc" }, { attempt: "asc" }],
    });
    for (const step of steps) {
      const sent = this.#sent.get(step.id) ?? 0;
      if (Number(step.outputBytes) <= sent) continue;
      const bytes = await this.#read(step.id, sent);
      if (bytes.length === 0) continue;
      this.#sent.set(step.id, sent + bytes.length);
      return { stepRunId: step.id, atByte: sent, bytes };
    }
    return null;
  }

  async #read(stepRunId: string, from: number): Promise<Uint8Array<ArrayBuffer>> {
    const rows = await this.#db.$queryRaw<{ atByte: bigint; bytes: Uint8Array<ArrayBuffer> }[]>`
      SELECT "atByte", "bytes" FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId}
        AND "atByte" >= (SELECT coalesce(max("atByte"), 0) FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${from})
      ORDER BY "atByte" LIMIT 64`;
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    for (const row of rows) {
      const skip = Math.max(0, from - Number(row.atByte));
      const piece = row.bytes.subarray(skip, skip + MESSAGE_BYTES - length);
      pieces.push(piece);
      length += piece.length;
      if (length >= MESSAGE_BYTES) break;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }
}
