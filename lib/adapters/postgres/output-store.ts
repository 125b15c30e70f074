import type { Db } from "#lib/ports/db.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import { Fenced } from "#lib/ports/run-store.ts";
import { NOTICE_CHANNEL, type Notice } from "#lib/realtime/contract.ts";

const ROWS_AT_ONCE = 64;

/** Output in `OutputChunk` rows; one statement stores, checks place and fence, and notifies. */
export function createOutputStore(db: Db): OutputStore {
  return {
    async append({ runId, stepRunId, epoch }, atByte, piece) {
      const notice: Notice = { t: "output", run: runId, step: stepRunId, bytes: atByte + piece.length };
      const [row] = await db.$queryRaw<{ stored: bigint }[]>`
        SELECT append_output(${stepRunId}, ${epoch}::int, ${atByte}::bigint, ${Buffer.from(piece)}) AS stored, pg_notify(${NOTICE_CHANNEL}, ${JSON.stringify(notice)})::text`;
      const stored = Number(row?.stored ?? -1);
      if (stored < 0) throw new Fenced(runId);
      return stored;
    },
    async length(stepRunId) {
      const row = await db.stepRun.findUniqueOrThrow({ where: { id: stepRunId }, select: { outputBytes: true } });
      return Number(row.outputBytes);
    },
    async *read(stepRunId) {
      let after = -1n;
      for (;;) {
        const rows = await db.outputChunk.findMany({
          where: { stepRunId, atByte: { gt: after } },
          orderBy: { atByte: "asc" },
          take: ROWS_AT_ONCE,
        });
        for (const row of rows) yield row.bytes;
        const last = rows.at(-1);
        if (!last || rows.length < ROWS_AT_ONCE) return;
        after = last.atByte;
      }
    },
  };
}
