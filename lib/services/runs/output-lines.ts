import type { OutputLines } from "#lib/contract/output.ts";
import { LineBuffer } from "#lib/domain/output/line-buffer.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { bytesBetween, storedOutput } from "./stored-output.ts";

const PIECE_BYTES = 64 * 1024;
/** A line longer than this is not read through: its end is looked up. */
const LONG_LINE_BYTES = 512 * 1024;
/** What is read before that end: the last state of a line that rewrote itself stands there. */
const LINE_END_BYTES = 64 * 1024;

type Window = { runId: string; stepRunId: string; line: number; lines: number };

/** `lines` display lines from number `line` (from 1) on, wherever in the log that is: the chunks know their line numbers. */
export async function readLines(ctx: ServiceContext, { runId, stepRunId, line, lines }: Window): Promise<OutputLines> {
  authorise(ctx, "incident.read");
  const stored = await storedOutput(ctx, { runId, stepRunId });
  const first = line - 1;
  const end = Math.min(first + lines, stored.lines);
  const buffer = await fill(ctx, stepRunId, first, end, stored.length);
  return {
    line,
    lines: Array.from({ length: Math.max(0, end - first) }, (_, i) => buffer.line(first + i) ?? ""),
    finishedLines: stored.finishedLines,
    totalLines: stored.lines,
    complete: stored.complete,
  };
}

/** A buffer that holds lines [first, end). */
async function fill(ctx: ServiceContext, stepRunId: string, first: number, end: number, length: number) {
  const start = await chunkBefore(ctx, stepRunId, first);
  const buffer = new LineBuffer(start.line);
  if (first >= end) return buffer;
  let at = start.atByte;
  reading: while (at < length && buffer.finished < end) {
    for await (const piece of bytesBetween(ctx, stepRunId, { from: at, end: length, pieceBytes: PIECE_BYTES })) {
      buffer.push(piece);
      at += piece.length;
      if (buffer.finished >= end) break reading;
      if (buffer.openBytes < LONG_LINE_BYTES) continue;
      const resume = (await chunkWithEndOf(ctx, stepRunId, buffer.finished)) - LINE_END_BYTES;
      if (resume <= at) continue;
      buffer.skip(resume - at);
      at = resume;
      continue reading;
    }
  }
  return buffer;
}

/** The last chunk that begins within a line before `line`, or within the first one: what is before `line` in it is little. */
async function chunkBefore(ctx: ServiceContext, stepRunId: string, line: number) {
  const chunk = await ctx.db.outputChunk.findFirst({
    where: { stepRunId, atLine: { lt: line } },
    orderBy: [{ atLine: "desc" }, { atByte: "desc" }],
    select: { atByte: true, atLine: true },
  });
  return { atByte: Number(chunk?.atByte ?? 0), line: Number(chunk?.atLine ?? 0) };
}

/** Where the chunk begins in which the line ends; the last chunk when it has not ended. */
async function chunkWithEndOf(ctx: ServiceContext, stepRunId: string, line: number): Promise<number> {
  const chunk = await ctx.db.outputChunk.findFirst({
    where: { stepRunId, atLine: { lte: line } },
    orderBy: [{ atLine: "desc" }, { atByte: "desc" }],
    select: { atByte: true },
  });
  return Number(chunk?.atByte ?? 0);
}
