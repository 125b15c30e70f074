import { z } from "zod";
import { type CreateAssessment, SignalSourceView } from "#lib/contract/assessment.ts";
import { Series } from "#lib/contract/measurement.ts";
import { suppliedSignals } from "#lib/domain/alert/signals.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Sample } from "#lib/domain/measure/reading.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { History, Signals } from "#lib/domain/severity/types.ts";
import type { Prisma } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { valueIn } from "../measurements/get.ts";

/** An older one is not what anybody sees on the page. */
const JUDGEABLE_MS = 5 * 60_000;
/** The form shows an alert's number with three decimals. */
const SAME = 0.001;

/** As it is stored with the assessment: the series too, so that the hash can be made again when the readings are gone. */
const KeptSource = SignalSourceView.extend({ series: Series.optional() });
type KeptSource = z.infer<typeof KeptSource>;
const KeptSources = z.record(z.string(), KeptSource);
export type Judged = { signals: Signals; sources: Record<string, KeptSource>; history: History };

/**
 * What an assessment is made of, and where each value came from. Measured values are those that the engine stored, named by their readings: a page cannot
 * claim one. Throws AppError "invalid" for a reading that is not there any more, or not of this target.
 */
export async function judgedWith(
  ctx: ServiceContext,
  body: CreateAssessment,
  { playbook, targetId, typed }: { playbook: Playbook; targetId: string | null; typed: Signals },
): Promise<Judged> {
  const now = ctx.clock.now().getTime();
  const readings = await readingsOf(ctx, body.measured ?? {}, targetId, now);
  const alert = body.alertDraft === undefined ? {} : await alertSignals(ctx, body.alertDraft, playbook);
  const signals: Record<string, number | boolean | null | undefined> = { ...typed };
  const sources: Record<string, KeptSource> = {};
  const series = new Map<string, readonly Sample[]>();
  for (const { id } of playbook.signals) {
    const said = typed[id];
    const reading = readings.get(id);
    const own = { measured: reading?.evidence ?? null, ...(reading ? { series: reading.series } : {}) };
    if (said !== null && said !== undefined) {
      sources[id] = { source: isSame(alert[id], said) ? "alert" : "typed", value: said, ...own };
    } else if (reading) {
      signals[id] = reading.evidence.value;
      sources[id] = { source: "measured", value: reading.evidence.value, ...own };
      series.set(id, reading.series);
    }
  }
  return { signals, sources, history: { atMs: now, series } };
}

type Kept = { evidence: NonNullable<SignalSourceView["measured"]>; series: z.infer<typeof Series> };

async function readingsOf(
  ctx: ServiceContext,
  named: Readonly<Record<string, string>>,
  targetId: string | null,
  now: number,
): Promise<Map<string, Kept>> {
  const ids = Object.values(named);
  const rows = ids.length === 0 ? [] : await ctx.db.signalReading.findMany({ where: { id: { in: ids } } });
  const kept = new Map<string, Kept>();
  for (const [signal, id] of Object.entries(named)) {
    const row = rows.find((r) => r.id === id && r.signal === signal && r.targetId === targetId);
    const evidence = row && evidenceOf(row);
    if (!row || !evidence || now - Date.parse(evidence.measuredAt) > JUDGEABLE_MS)
      throw new AppError(
        "invalid",
        `The measured ${signal} is too old, or was never measured on this target. Nothing was recorded. Read the measurements again, or give the value yourself.`,
        { errors: [{ path: `measured.${signal}`, message: "no reading of this target from the last 5 minutes" }] },
      );
    kept.set(signal, { evidence, series: Series.parse(row.series) });
  }
  return kept;
}

function evidenceOf(row: Prisma.SignalReadingGetPayload<object>): Kept["evidence"] | null {
  const value = valueIn(row);
  if (value === null || row.measuredAt === null) return null;
  return { value, measuredAt: row.measuredAt.toISOString(), promql: row.promql, sha256: row.sha256 };
}

async function alertSignals(
  ctx: ServiceContext,
  id: string,
  playbook: Playbook,
): Promise<Record<string, number | boolean>> {
  const draft = await ctx.db.alertDraft.findUnique({ where: { id }, select: { annotations: true } });
  return draft ? suppliedSignals(draft.annotations as Record<string, string>, playbook.signals).signals : {};
}

const isSame = (a: number | boolean | undefined, b: number | boolean): boolean =>
  typeof a === "number" && typeof b === "number" ? Math.abs(a - b) <= SAME : a === b;

/** Of a stored assessment, without the series. */
export const sourcesView = (stored: unknown): Record<string, SignalSourceView> =>
  Object.fromEntries(
    Object.entries(KeptSources.parse(stored)).map(([id, { source, value, measured }]) => [
      id,
      { source, value, measured },
    ]),
  );
