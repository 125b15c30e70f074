import type { ReadingView } from "#lib/contract/measurement.ts";
import type { Reading } from "#lib/domain/measure/reading.ts";
import { type SignalForm, withSupplied } from "./signal-form.ts";

/** A reading as the page holds it, in the form the domain judges with. */
export const readingOf = (view: ReadingView): Reading => ({
  signal: view.signal,
  askedAtMs: Date.parse(view.askedAt),
  value: view.value,
  measuredAtMs: view.measuredAt === null ? null : Date.parse(view.measuredAt),
  problem: view.problem,
  last: view.last && { value: view.last.value, measuredAtMs: Date.parse(view.last.measuredAt) },
  series: view.series,
});

/** Ids of the readings that an assessment is recorded with: of every signal whose value is known now. */
export const namedReadings = (
  views: readonly ReadingView[],
  isKnown: (signal: string) => boolean,
): Record<string, string> =>
  Object.fromEntries(views.flatMap(({ signal, id }) => (isKnown(signal) ? [[signal, id]] : [])));

/** Signals that still say what an alert brought. */
export function alertStill(form: SignalForm, supplied: Readonly<Record<string, number | boolean>>): Set<string> {
  const brought = withSupplied({ numbers: {}, answers: {} }, supplied);
  return new Set(
    Object.keys(supplied).filter((id) =>
      brought.answers[id] === undefined
        ? form.numbers[id] === brought.numbers[id]
        : form.answers[id] === brought.answers[id],
    ),
  );
}
