import type { SignalDeclaration } from "../playbook/schema.ts";

const PREFIX = "signal_";
export type SuppliedSignals = {
  signals: Record<string, number | boolean>;
  /** Annotations that name a signal and cannot be used, with the reason. */
  unusable: { name: string; reason: string }[];
};

/**
 * Signals that an alert brings: annotations `signal_<id>`, such as `signal_errorRatePercent: "{{ $value }}"`. Only what the playbook declares, in the
 * form in which it declares it; a value outside of its range is no value. Pure.
 */
export function suppliedSignals(
  annotations: Readonly<Record<string, string>>,
  declared: readonly SignalDeclaration[],
): SuppliedSignals {
  const found: SuppliedSignals = { signals: {}, unusable: [] };
  for (const [name, text] of Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.startsWith(PREFIX)) continue;
    const id = name.slice(PREFIX.length);
    const signal = declared.find((s) => s.id === id);
    const value = signal ? read(signal, text.trim()) : "the playbook has no such signal";
    if (typeof value === "string") found.unusable.push({ name: id, reason: value });
    else found.signals[id] = value;
  }
  return found;
}

function read(signal: SignalDeclaration, text: string): number | boolean | string {
  if (signal.kind === "boolean") {
    if (/^(true|yes|1)$/i.test(text)) return true;
    return /^(false|no|0)$/i.test(text) ? false : "neither true nor false";
  }
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return "no number";
  if (signal.min !== undefined && value < signal.min) return `less than ${signal.min}`;
  if (signal.max !== undefined && value > signal.max) return `more than ${signal.max}`;
  return signal.kind === "count" ? Math.round(value) : value;
}
