import { createHash } from "node:crypto";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import { promqlOf, queryProblem } from "#lib/domain/measure/promql.ts";
import { MEASURE_EVERY_MS } from "#lib/domain/measure/reading.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { MeasuredSignal, MeasureTask, SignalStore } from "#lib/ports/signal-store.ts";

/** Several pages that open at once are one question. */
const SAME_MOMENT_MS = 2_000;
/** An assessment may name a reading this long after it was made. */
const KEPT_MS = 10 * 60_000;

export function createSignalStore({
  db,
  queue,
  recorder,
  clock,
}: {
  db: Db;
  queue: Queue;
  recorder: Recorder;
  clock: Clock;
}): SignalStore {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);
  return {
    async task(targetId) {
      const source = await db.metricsSource.findUnique({
        where: { targetId },
        include: { target: { include: { playbookVersion: true } } },
      });
      if (!source || (source.askedAt && source.askedAt > ago(SAME_MOMENT_MS))) return null;
      const playbook = Playbook.parse(source.target.playbookVersion.content);
      const parameters = source.target.parameters as Record<string, string>;
      return {
        targetId,
        url: source.url,
        sealedToken: source.sealed,
        questions: questionsOf(playbook, source.queries as Record<string, string>, parameters),
      };
    },
    async save({ targetId, url }, readings) {
      await db.$transaction(async (tx) => {
        const { count } = await tx.metricsSource.updateMany({
          where: { targetId, url },
          data: { askedAt: clock.now() },
        });
        if (count === 0) return;
        await tx.signalReading.createMany({ data: readings.map((reading) => ({ targetId, ...rowOf(reading) })) });
        // The last that is known stays, however old, so that a page can say what it was.
        await tx.$executeRaw`
          DELETE FROM "SignalReading" r WHERE r."targetId" = ${targetId} AND r."askedAt" < ${ago(KEPT_MS)}
            AND (r."value" IS NULL OR EXISTS (
              SELECT 1 FROM "SignalReading" n WHERE n."targetId" = r."targetId" AND n."signal" = r."signal" AND n."value" IS NOT NULL AND n."askedAt" > r."askedAt"))`;
        await recorder.notify(tx, { t: "incident", number: 0, what: "signal" });
      });
    },
    async askDue() {
      const due = await db.$queryRaw<{ targetId: string }[]>`
        SELECT s."targetId" FROM "MetricsSource" s
        WHERE (s."askedAt" IS NULL OR s."askedAt" <= ${ago(MEASURE_EVERY_MS)})
          AND (s."wantedUntil" > ${clock.now()} OR EXISTS (
            SELECT 1 FROM "IncidentTarget" t JOIN "Incident" i ON i."number" = t."incidentNumber"
            WHERE t."targetId" = s."targetId" AND i."status" NOT IN ('resolved', 'closed')))`;
      for (const { targetId } of due) await db.$transaction((tx) => queue.send(tx, "signals.measure", { targetId }));
    },
  };
}

function questionsOf(
  playbook: Playbook,
  own: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): MeasureTask["questions"] {
  const defaults = Object.entries(playbook.parameters).flatMap(([name, p]) =>
    p.default === undefined ? [] : [[name, p.default] as const],
  );
  const parameters = { ...Object.fromEntries(defaults), ...given };
  return playbook.signals.flatMap((signal) => {
    const query = own[signal.id] ?? signal.query;
    // A playbook that came after the query was given may not declare a parameter of it any more.
    if (query === undefined || queryProblem(query, playbook.parameters) !== null) return [];
    const built = promqlOf(query, parameters);
    return [
      built.ok
        ? { signal, query, promql: built.promql, missing: null }
        : { signal, query, promql: null, missing: built.missing },
    ];
  });
}

function rowOf({ signal, promql, askedAtMs, value, measuredAtMs, series, problem }: MeasuredSignal) {
  const stated = canonical({ promql, value, measuredAtMs, series });
  return {
    signal,
    promql,
    askedAt: new Date(askedAtMs),
    measuredAt: measuredAtMs === null ? null : new Date(measuredAtMs),
    // A column that is not given is NULL; `null` itself would be JSON's.
    ...(value === null ? {} : { value }),
    problem,
    series: series.map(([at, v]) => [at, v]),
    sha256: createHash("sha256").update(stated).digest("hex"),
  };
}
