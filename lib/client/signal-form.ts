import type { SignalDeclaration } from "#lib/domain/playbook/schema.ts";
import type { Signals } from "#lib/domain/severity/types.ts";

/** What stands in the form: text of numbers, answers of questions. An empty text and "unknown" both mean not known. */
export type Answer = "no" | "yes" | "unknown";
export type SignalForm = { numbers: Readonly<Record<string, string>>; answers: Readonly<Record<string, Answer>> };
export const EMPTY_FORM: SignalForm = { numbers: {}, answers: {} };

export type ParsedNumber = { ok: true; value: number | null } | { ok: false; reason: string };

/** Reads a typed number; a comma counts as a decimal point, a space as nothing. */
export function parseNumber(
  text: string,
  signal: Pick<SignalDeclaration, "kind" | "min" | "max" | "unit">,
): ParsedNumber {
  const plain = text.replace(/[\s\u00a0%]/g, "").replace(",", ".");
  if (plain === "") return { ok: true, value: null };
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return { ok: false, reason: "a number, or empty for not known" };
  const value = Number(plain);
  if (signal.kind === "count" && !Number.isInteger(value)) return { ok: false, reason: "a whole number" };
  if (signal.min !== undefined && value < signal.min) return { ok: false, reason: `at least ${signal.min}` };
  if (signal.max !== undefined && value > signal.max) return { ok: false, reason: `at most ${signal.max}` };
  return { ok: true, value };
}

/** The form as signals. What cannot be read counts as not known, and its field says so. */
export function signalsOf(declared: readonly SignalDeclaration[], form: SignalForm): Signals {
  return Object.fromEntries(
    declared.map((signal) => {
      if (signal.kind === "boolean") {
        const answer = form.answers[signal.id] ?? "unknown";
        return [signal.id, answer === "unknown" ? null : answer === "yes"];
      }
      const parsed = parseNumber(form.numbers[signal.id] ?? "", signal);
      return [signal.id, parsed.ok ? parsed.value : null];
    }),
  );
}

/** Known signals only, as the API takes them: an omitted one is unknown. */
export function payloadOf(signals: Signals, symptoms: readonly string[]): Record<string, number | boolean | string[]> {
  const known = Object.entries(signals).flatMap(([id, value]) =>
    value === null || value === undefined ? [] : [[id, value] as const],
  );
  return { ...Object.fromEntries(known), ...(symptoms.length > 0 ? { symptoms: [...symptoms] } : {}) };
}

/** The form with what an alert brings put in; everything else stays as it was typed. */
export function withSupplied(form: SignalForm, supplied: Readonly<Record<string, number | boolean>>): SignalForm {
  const numbers = { ...form.numbers };
  const answers = { ...form.answers };
  for (const [id, value] of Object.entries(supplied)) {
    if (typeof value === "boolean") answers[id] = value ? "yes" : "no";
    else numbers[id] = String(Math.round(value * 1000) / 1000);
  }
  return { numbers, answers };
}
