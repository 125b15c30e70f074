import { z } from "zod";
import type { Playbook, SignalDeclaration } from "../playbook/schema.ts";
import type { Signals } from "./types.ts";

/** What may be said about a playbook's signals, as a strict schema: unknown names and values out of range are errors that name the signal; null is "not known". */
export function signalsSchema(playbook: Pick<Playbook, "signals" | "symptoms">) {
  const symptoms = playbook.symptoms.map((s) => s.id);
  return z.strictObject({
    ...Object.fromEntries(playbook.signals.map((signal) => [signal.id, schemaOf(signal).nullable().optional()])),
    symptoms: z
      .array(z.string().refine((id) => symptoms.includes(id), { error: "is no symptom of this playbook" }))
      .optional(),
  });
}

function schemaOf(signal: SignalDeclaration) {
  if (signal.kind === "boolean") return z.boolean({ error: "true, false, or null for not known" });
  const range = `${signal.kind === "count" ? "a whole number" : "a number"}${signal.min !== undefined ? ` from ${signal.min}` : ""}${signal.max !== undefined ? ` to ${signal.max}` : ""}, or null for not known`;
  let number = signal.kind === "count" ? z.number({ error: range }).int({ error: range }) : z.number({ error: range });
  if (signal.min !== undefined) number = number.min(signal.min, { error: range });
  if (signal.max !== undefined) number = number.max(signal.max, { error: range });
  return number;
}

/** Unknown names and wrong values, each named: `errorRatePercent: a number from 0 to 100, or null for not known`. */
export type SignalProblem = { signal: string; message: string };

/** What came from outside, as signals and symptoms of this playbook; or everything that is wrong with it. Pure. */
export function validateSignals(
  playbook: Pick<Playbook, "signals" | "symptoms">,
  input: unknown,
): { ok: true; signals: Signals; symptoms: string[] } | { ok: false; problems: SignalProblem[] } {
  const parsed = signalsSchema(playbook).safeParse(input);
  if (parsed.success) {
    const { symptoms, ...signals } = parsed.data;
    return { ok: true, signals: signals as Signals, symptoms: symptoms ?? [] };
  }
  const problems = parsed.error.issues.flatMap((issue): SignalProblem[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((signal) => ({ signal, message: "is no signal of this playbook" }))
      : [{ signal: issue.path.map(String).join(".") || "signals", message: issue.message }],
  );
  return { ok: false, problems };
}
