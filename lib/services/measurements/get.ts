import { type MeasurementsView, type ReadingView, Series } from "#lib/contract/measurement.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** What was last heard of a target's signals. Asks nobody: see askForMeasurements. */
export async function getMeasurements(ctx: ServiceContext, targetId: string): Promise<MeasurementsView> {
  authorise(ctx, "target.read");
  const target = await ctx.db.target.findUnique({
    where: { id: targetId },
    select: { metricsSource: { select: { targetId: true } } },
  });
  if (!target) throw new AppError("not-found", "There is no such target.");
  return { hasSource: target.metricsSource !== null, readings: await latestReadings(ctx.db, targetId) };
}

/** The newest of each signal, and of a lost one the newest that was known. By id first: a series is long, and there are many rows. */
async function latestReadings(tx: Tx, targetId: string): Promise<ReadingView[]> {
  const ids = await tx.$queryRaw<{ id: string }[]>`
    (SELECT DISTINCT ON ("signal") "id" FROM "SignalReading" WHERE "targetId" = ${targetId} ORDER BY "signal", "askedAt" DESC)
    UNION
    (SELECT DISTINCT ON ("signal") "id" FROM "SignalReading" WHERE "targetId" = ${targetId} AND "value" IS NOT NULL ORDER BY "signal", "askedAt" DESC)`;
  const rows = await tx.signalReading.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ signal: "asc" }, { askedAt: "desc" }],
  });
  return rows
    .filter((row, i) => rows[i - 1]?.signal !== row.signal)
    .map((row) => readingView(row, rows.find((r) => r.signal === row.signal && r.value !== null) ?? null));
}

type Row = Prisma.SignalReadingGetPayload<object>;

function readingView(row: Row, before: Row | null): ReadingView {
  return {
    id: row.id,
    signal: row.signal,
    askedAt: row.askedAt.toISOString(),
    value: valueIn(row),
    measuredAt: row.measuredAt?.toISOString() ?? null,
    problem: row.problem,
    last:
      row.value === null && before?.measuredAt
        ? { value: valueIn(before) ?? 0, measuredAt: before.measuredAt.toISOString() }
        : null,
    promql: row.promql,
    series: Series.parse(row.series),
    sha256: row.sha256,
  };
}

export const valueIn = ({ value }: Pick<Row, "value">): number | boolean | null =>
  typeof value === "number" || typeof value === "boolean" ? value : null;
