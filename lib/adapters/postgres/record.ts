import { createHash } from "node:crypto";
import type { Prisma } from "#generated/prisma/client.ts";
import { GENESIS, hashLink } from "#lib/domain/timeline/chain.ts";
import { auditContent, timelineContent } from "#lib/domain/timeline/content.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import { NOTICE_CHANNEL } from "#lib/realtime/contract.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Advisory locks: one writer at a time per chain, so that links follow each other without a gap. Held to the end of the transaction. */
const TIMELINE = 7_101;
const AUDIT = 7_102;

export function createRecorder({ clock }: { clock: Clock }): Recorder {
  const notify: Recorder["notify"] = async (tx, notice) => {
    await tx.$queryRaw`SELECT pg_notify(${NOTICE_CHANNEL}, ${JSON.stringify(notice)})::text`;
  };
  return {
    notify,
    async timeline(tx, actor, entry) {
      await lock(tx, TIMELINE, entry.incident);
      const last = await tx.timelineEvent.findFirst({
        where: { incidentNumber: entry.incident },
        orderBy: { seq: "desc" },
        select: { seq: true, hash: true },
      });
      const recordedAt = clock.now();
      const row = {
        incidentNumber: entry.incident,
        occurredAt: entry.occurredAt ?? recordedAt,
        recordedAt,
        actor,
        kind: entry.kind,
        text: entry.text,
        runId: entry.runId ?? null,
        stepRunId: entry.stepRunId ?? null,
        data: asStored(entry.data),
      };
      const seq = (last?.seq ?? 0) + 1;
      const prevHash = last?.hash ?? GENESIS;
      await tx.timelineEvent.create({
        data: { ...row, seq, prevHash, hash: hashLink(prevHash, seq, timelineContent(row), sha256) },
      });
      await notify(tx, { t: "incident", number: entry.incident, what: "timeline" });
    },
    async audit(tx, actor, entry) {
      await lock(tx, AUDIT, 0);
      const last = await tx.auditEvent.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
      const row = {
        at: clock.now(),
        actor,
        action: entry.action,
        object: entry.object,
        data: asStored(entry.data),
      };
      const seq = (last?.seq ?? 0) + 1;
      const prevHash = last?.hash ?? GENESIS;
      await tx.auditEvent.create({
        data: { ...row, seq, prevHash, hash: hashLink(prevHash, seq, auditContent(row), sha256) },
      });
    },
  };
}

/** As it will be read back: dates as text, nothing undefined. Otherwise a hash could never be checked again. */
const asStored = (data: Record<string, unknown> | undefined): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(data ?? {}));

const lock = (tx: Tx, chain: number, of: number) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(${chain}::int, ${of}::int)::text`;
