import type { SignalDeclaration } from "../playbook/schema.ts";

type Bound = { over?: number | undefined; atLeast?: number | undefined };

/** `over` is strictly greater, `atLeast` greater or equal. */
export const passes = (value: number, bound: Bound): boolean =>
  bound.over !== undefined ? value > bound.over : bound.atLeast !== undefined && value >= bound.atLeast;

/** The number of the bound itself. */
export const excess = (bound: Bound): number => bound.over ?? bound.atLeast ?? 0;

/** "12 %", "6 min", "4 reports". */
export const amount = (signal: SignalDeclaration | undefined, value: number): string =>
  signal?.unit ? `${value} ${signal.unit}` : String(value);

/** "over 5 %", "at least 1 %". */
export const bound = (signal: SignalDeclaration | undefined, limit: Bound): string =>
  `${limit.over !== undefined ? "over" : "at least"} ${amount(signal, excess(limit))}`;
