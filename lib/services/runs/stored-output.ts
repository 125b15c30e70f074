import { AppError } from "#lib/domain/error/app-error.ts";
import type { ServiceContext } from "../context.ts";
import { fromEscaped } from "./escaped-bytes.ts";

/** Bytes read at once: a huge log costs little memory, and the process answers others between two of them. */
const PIECE_BYTES = 1024 * 1024;

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

/** Bytes [from, end) in order, in pieces of some `pieceBytes`. (Default: 1 MiB) Who takes a second piece gets the others read ahead. */
export async function* bytesBetween(
  ctx: ServiceContext,
  stepRunId: string,
  { from, end, pieceBytes = PIECE_BYTES }: { from: number; end: number; pieceBytes?: number },
): AsyncIterable<Uint8Array> {
  let ahead: Promise<Uint8Array> | null = null;
  for (let at = from; at < end; ) {
    const piece: Uint8Array = (await (ahead ?? read(ctx, stepRunId, at, pieceBytes))).subarray(0, end - at);
    if (piece.length === 0) return;
    const isFirst = at === from;
    at += piece.length;
    ahead = isFirst || at >= end ? null : read(ctx, stepRunId, at, pieceBytes);
    // Nobody may come for it.
    ahead?.catch(() => {});
    yield piece;
  }
}

/** Some `maxBytes` from `at` on. The database puts the chunks together: many small ones cost one question. */
async function read(ctx: ServiceContext, stepRunId: string, at: number, maxBytes: number): Promise<Uint8Array> {
  // The chunk that holds byte `at` begins at or before it: the last one that does, then those after it.
  const [slice] = await ctx.db.$queryRaw<{ atByte: bigint | null; escaped: string | null }[]>`
    SELECT min("atByte") AS "atByte", encode(string_agg("bytes", ''::bytea ORDER BY "atByte"), 'escape') AS "escaped" FROM "OutputChunk"
    WHERE "stepRunId" = ${stepRunId} AND "atByte" < ${at + maxBytes}::bigint
      AND "atByte" >= (SELECT max("atByte") FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${at}::bigint)`;
  return fromEscaped(slice?.escaped ?? "").subarray(at - Number(slice?.atByte ?? at));
}
