import type { OutputStore } from "#lib/ports/output-store.ts";
import { Fenced } from "#lib/ports/run-store.ts";
import { NOTICE_CHANNEL, type Notice } from "#lib/realtime/contract.ts";
import type { Db } from "./client.ts";

const ROWS_AT_ONCE = 64;

/**
 * Output in `OutputChunk` rows; one statement stores, checks place and fence, and notifies. It goes to the driver itself: Prisma would turn the
 * bytes into base64 and back, at several times their size in memory.
 */
export function createOutputStore({ prisma, pool }: Pick<Db, "prisma" | "pool">): OutputStore {
  return {
    async append({ runId, stepRunId, epoch }, atByte, piece) {
      const notice: Notice = { t: "output", run: runId, step: stepRunId, bytes: atByte + piece.length };
      const { rows } = await pool.query<{ stored: string }>({
        name: "append_output",
        text: "SELECT append_output($1, $2::int, $3::bigint, $4) AS stored, pg_notify($5, $6)::text",
        values: [stepRunId, epoch, atByte, piece, NOTICE_CHANNEL, JSON.stringify(notice)],
      });
      const stored = Number(rows[0]?.stored ?? -1);
      if (stored < 0) throw new Fenced(runId);
      return stored;
    },
    async length(stepRunId) {
      const row = await prisma.stepRun.findUniqueOrThrow({ where: { id: stepRunId }, select: { outputBytes: true } });
      return Number(row.outputBytes);
    },
    async *read(stepRunId) {
      let after = -1n;
      for (;;) {
        const rows = await prisma.outputChunk.findMany({
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
