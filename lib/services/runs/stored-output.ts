import { AppError } from "#lib/domain/error/app-error.ts";
import type { ServiceContext } from "../context.ts";
import { fromEscaped } from "./escaped-bytes.ts";

/**
 * Bytes read at once: a huge log costs little memory, and the process answers others between two of them. With 1 MiB, and with as little room for
 * young objects as the supervisor gives, V8 collects garbage twice as long as it works.
 */
const PIECE_BYTES = 512 * 1024;
const READ_AHEAD = 3;

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

/** Bytes [from, end) in order, in pieces of `pieceBytes`. (Default: 512 KiB) For who takes a second piece the next ones are read meanwhile. */
export async function* bytesBetween(
  ctx: ServiceContext,
  stepRunId: string,
  { from, end, pieceBytes = PIECE_BYTES }: { from: number; end: number; pieceBytes?: number },
): AsyncIterable<Uint8Array> {
  const coming: Promise<Uint8Array>[] = [];
  let asked = from;
  for (let at = from; at < end; ) {
    const most = at === from ? 1 : READ_AHEAD;
    for (; coming.length < most && asked < end; asked += pieceBytes) {
      const piece = read(ctx, stepRunId, asked, Math.min(pieceBytes, end - asked));
      // Nobody may come for it.
      piece.catch(() => {});
      coming.push(piece);
    }
    const piece = await coming.shift();
    if (!piece?.length) return;
    yield piece;
    at += piece.length;
  }
}

/** Bytes [at, at + length). The database puts the chunks together: many small ones cost one question. */
async function read(ctx: ServiceContext, stepRunId: string, at: number, length: number): Promise<Uint8Array> {
  // The chunk that holds byte `at` begins at or before it: the last one that does, then those after it.
  const [slice] = await ctx.db.$queryRaw<{ atByte: bigint | null; escaped: string | null }[]>`
    SELECT min("atByte") AS "atByte", encode(string_agg("bytes", ''::bytea ORDER BY "atByte"), 'escape') AS "escaped" FROM "OutputChunk"
    WHERE "stepRunId" = ${stepRunId} AND "atByte" < ${at + length}::bigint
      AND "atByte" >= (SELECT max("atByte") FROM "OutputChunk" WHERE "stepRunId" = ${stepRunId} AND "atByte" <= ${at}::bigint)`;
  const begin = at - Number(slice?.atByte ?? at);
  return fromEscaped(slice?.escaped ?? "").subarray(begin, begin + length);
}
