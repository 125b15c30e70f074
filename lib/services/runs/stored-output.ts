import { AppError } from "#lib/domain/error/app-error.ts";
import type { ServiceContext } from "../context.ts";

/** Bytes read at once: many small chunks cost one question, a huge log little memory. */
const SLICE_BYTES = 1024 * 1024;

/** What is stored of a step at the time of the call. */
export type StoredOutput = {
  /** Bytes. */
  length: number;
  /** Line ends. */
  finishedLines: number;
  /** Lines, the one without an end included. */
  lines: number;
  /** SHA-256 (hex) of the whole output once sealed, else null. */
  sha256: string | null;
  complete: boolean;
};

/** Throws AppError "not-found" when the run has no such step. */
export async function storedOutput(
  ctx: ServiceContext,
  { runId, stepRunId }: { runId: string; stepRunId: string },
): Promise<StoredOutput> {
  const step = await ctx.db.stepRun.findUnique({ where: { id: stepRunId } });
  if (!step || step.runId !== runId) throw new AppError("not-found", "This run has no such step.");
  return {
    length: Number(step.outputBytes),
    finishedLines: Number(step.outputLines),
    lines: Number(step.outputLines) + (step.outputBytes > step.openLineAt ? 1 : 0),
    sha256: step.outputSha256,
    complete: step.outputComplete,
  };
}

/** Bytes [from, end) in order, in pieces of some 1 MiB. */
export async function* bytesBetween(
  ctx: ServiceContext,
  stepRunId: string,
  from: number,
  end: number,
): AsyncIterable<Uint8Array> {
  let at = from;
  while (at < end) {
    // The chunk that holds byte `at` begins at or before it: the last one that does, then those after it.
    const [slice] = await ctx.db.$queryRaw<{ atByte: bigint | null; bytes: Uint8Array | null }[]>`
      SELECT min("atByte") AS "atByte", string_agg("bytes", ''::bytea ORDER BY "atByte") AS "bytes" FROM "OutputChunk"
      WHERE "stepRunId" = ${stepRunId} AND "atByte" < ${at + SLICE_BYTES}::bigint
        AND "atByte" >= (SELECT max("atByte") FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${at}::bigint)`;
    if (!slice?.bytes || slice.atByte === null) return;
    const begin = Number(slice.atByte);
    const piece = slice.bytes.subarray(at - begin, end - begin);
    if (piece.length > 0) yield piece;
    at = begin + slice.bytes.length;
  }
}
