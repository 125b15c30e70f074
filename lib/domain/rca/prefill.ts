import type { ErrorPattern } from "../investigation/patterns.ts";
import type { RcaField } from "../playbook/schema.ts";
import { duration } from "./metrics.ts";

/** What the record knows, in words, for the fields that it can fill. */
export type RcaFacts = {
  number: number;
  title: string;
  severity: string;
  declaredAt: string;
  resolvedAt: string | null;
  targets: readonly string[];
  /** Why the severity is what it is: criteria that fired, or the person's reason. */
  reasons: readonly string[];
  runs: readonly {
    title: string;
    status: string;
    by: string;
    startedAt: string | null;
    endedAt: string | null;
    targets: readonly string[];
    reason: string | null;
  }[];
  /** What was collected first, from the process that failed. */
  patterns: readonly ErrorPattern[];
  difference: string;
};

export type RcaValue = string | string[] | { text: string; owner: string; dueAt: string | null; done: boolean }[];

/** Values for the fields that declare a prefill; the others stay empty. Pure. */
export const prefill = (fields: readonly RcaField[], facts: RcaFacts): Record<string, RcaValue> =>
  Object.fromEntries(
    fields.map((field): [string, RcaValue] => [
      field.id,
      field.kind === "text" ? (field.prefill ? filled(field.prefill, facts) : "") : [],
    ]),
  );

function filled(kind: NonNullable<RcaField["prefill"]>, facts: RcaFacts): string {
  switch (kind) {
    case "summary":
      return `${facts.title}. Declared as ${facts.severity} at ${utc(facts.declaredAt)} on ${facts.targets.join(", ")}${facts.resolvedAt ? `, resolved at ${utc(facts.resolvedAt)}` : ""}.`;
    case "severity-reasons":
      return facts.reasons.join("\n");
    case "procedures":
      return facts.runs
        .map(
          (run) =>
            `${run.title} on ${run.targets.join(", ")} by ${run.by}: ${run.status}${run.reason ? ` (${run.reason})` : ""}, ${spanOf(run)}`,
        )
        .join("\n");
    case "error-patterns":
      return facts.patterns
        .map(
          ({ pattern, count, firstAt, lastAt }) =>
            `${count} x ${pattern}${firstAt ? ` (${firstAt} to ${lastAt})` : ""}`,
        )
        .join("\n");
    case "version-difference":
      return facts.difference.trim();
    default:
      return kind satisfies never;
  }
}

const utc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

function spanOf({ startedAt, endedAt }: RcaFacts["runs"][number]): string {
  if (!startedAt) return "not begun";
  if (!endedAt) return `since ${utc(startedAt)}`;
  return `${utc(startedAt)}, for ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;
}

const isEmpty = (value: RcaValue | undefined): boolean =>
  typeof value === "string"
    ? value.trim() === ""
    : value === undefined || value.every((entry) => (typeof entry === "string" ? entry.trim() === "" : false));

/** Required fields that still say nothing. Pure. */
export const missingFields = (fields: readonly RcaField[], values: Readonly<Record<string, RcaValue>>): string[] =>
  fields.filter((f) => f.required && isEmpty(values[f.id])).map((f) => f.id);

/** Why values do not fit the template: unknown fields, or the wrong kind. Pure. */
export function misfits(
  fields: readonly RcaField[],
  values: Readonly<Record<string, RcaValue>>,
): { path: string; message: string }[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const field = fields.find((f) => f.id === id);
    const at = (message: string) => [{ path: `values.${id}`, message }];
    if (!field) return at("is no field of this review");
    if (field.kind === "text") return typeof value === "string" ? [] : at("is a text");
    if (typeof value === "string") return at("is a list");
    const wants = field.kind === "list" ? "string" : "object";
    return value.every((entry) => typeof entry === wants)
      ? []
      : at(field.kind === "list" ? "is a list of texts" : "is a list of actions");
  });
}
