import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

export type OutputRead = {
  /** Bytes [from, length) at the time of the call, in order. */
  bytes: AsyncIterable<Uint8Array>;
  /** Bytes stored so far. */
  length: number;
  /** SHA-256 (hex) of the whole output once sealed, else null. */
  sha256: string | null;
  complete: boolean;
};

const ROWS_AT_ONCE = 32;

/** Reads stored output from a byte on, piece by piece, so that a log of any size needs little memory. */
export async function readOutput(
  ctx: ServiceContext,
  { runId, stepRunId, from }: { runId: string; stepRunId: string; from: number },
): Promise<OutputRead> {
  authorise(ctx, "incident.read");
  const step = await ctx.db.stepRun.findUnique({ where: { id: stepRunId } });
  if (!step || step.runId !== runId) throw new AppError("not-found", "This run has no such step.");
  const length = Number(step.outputBytes);
  if (!Number.isSafeInteger(from) || from < 0 || from > length)
    throw new AppError("bad-request", `"from" is a byte offset from 0 to ${length}.`, {
      errors: [{ path: "from", message: `0 to ${length}` }],
    });
  return {
    bytes: read(ctx, stepRunId, from, length),
    length,
    sha256: step.outputSha256,
    complete: step.outputComplete,
  };
}

async function* read(ctx: ServiceContext, stepRunId: string, from: number, end: number): AsyncIterable<Uint8Array> {
  let at = from;
  while (at < end) {
    // The chunk that holds byte `at` begins at or before it: the last one that does, then those after it.
    const chunks = await ctx.db.$queryRaw<{ atByte: bigint; bytes: Uint8Array }[]>`
      SELECT "atByte", "bytes" FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId}
        AND "atByte" >= (SELECT max("atByte") FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${at})
      ORDER BY "atByte" LIMIT ${ROWS_AT_ONCE}`;
    if (chunks.length === 0) return;
    for (const chunk of chunks) {
      const begin = Number(chunk.atByte);
      const piece = chunk.bytes.subarray(Math.max(0, at - begin), Math.max(0, end - begin));
      if (piece.length > 0) yield piece;
      at = Math.max(at, begin + chunk.bytes.length);
    }
  }
}
