import { z } from "zod";
import type { Playbook, SignalDeclaration } from "../playbook/schema.ts";

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
