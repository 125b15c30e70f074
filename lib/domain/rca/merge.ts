import type { RcaField } from "../playbook/schema.ts";
import type { RcaValue } from "./prefill.ts";

export type RcaText = {
  values: Record<string, RcaValue>;
  /** Fields that the record fills and no person has touched: they follow the record until somebody writes into them. */
  untouched: string[];
};
type Values = Readonly<Record<string, RcaValue>>;

/** What stands in the review now: what people wrote, and for the fields that nobody touched what the record says today. Pure. */
export function currentText(fields: readonly RcaField[], fromRecord: Values, saved: RcaText | null): RcaText {
  if (!saved) return { values: { ...fromRecord }, untouched: fields.filter((f) => f.prefill).map((f) => f.id) };
  const written = Object.entries(saved.values).filter(([id]) => !saved.untouched.includes(id));
  return { values: { ...fromRecord, ...Object.fromEntries(written) }, untouched: saved.untouched };
}

/**
 * The text after somebody sent `given`. A field that came back as it was read is not touched by that, even when the record has moved on in between.
 * `same` compares two values. Pure.
 */
export function mergeText(
  current: RcaText,
  saved: RcaText | null,
  given: Values,
  same: (a: RcaValue | undefined, b: RcaValue | undefined) => boolean,
): RcaText {
  const isUntouched = (id: string) =>
    current.untouched.includes(id) &&
    (given[id] === undefined || same(given[id], current.values[id]) || same(given[id], saved?.values[id]));
  const untouched = current.untouched.filter(isUntouched);
  const written = Object.entries(given).filter(([id]) => !untouched.includes(id));
  return { values: { ...current.values, ...Object.fromEntries(written) }, untouched };
}
