import type { Clock } from "#lib/ports/clock.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { WatchStore } from "#lib/ports/watch-store.ts";

export function createWatchStore({ db, recorder, clock }: { db: Db; recorder: Recorder; clock: Clock }): WatchStore {
  return {
    async record(actor, { runId, stepRunId, title, target }, tick) {
      await db.$transaction(async (tx) => {
        const at = clock.now();
        const { count } = await tx.watchTick.createMany({ data: [{ stepRunId, at, ...tick }], skipDuplicates: true });
        if (count === 0) return;
        const { incidentNumber: incident } = await tx.run.findUniqueOrThrow({
          where: { id: runId },
          select: { incidentNumber: true },
        });
        if (tick.crossed !== null)
          await recorder.timeline(tx, actor, {
            incident,
            kind: "watch.crossed",
            text: `"${title}" on ${target}: a limit was crossed after ${tick.totalSeconds} s, the ${ordinal(tick.restarts)} time. ${tick.crossed}. The window of ${tick.windowSeconds} s begins again if there is time for it`,
            runId,
            stepRunId,
            data: { samples: tick.samples },
          });
        await recorder.notify(tx, { t: "incident", number: incident, what: "watch" });
      });
    },
  };
}

const ordinal = (n: number): string => ["first", "second", "third"][n - 1] ?? `${n}th`;
