import type { Sample } from "#lib/domain/measure/reading.ts";
import type { SignalDeclaration } from "#lib/domain/playbook/schema.ts";

/** What an engine needs to measure the signals of one target. */
export type MeasureTask = {
  targetId: string;
  url: string;
  sealedToken: Uint8Array | null;
  /** `missing`: a parameter that the query takes and the target does not set. */
  questions: { signal: SignalDeclaration; query: string; promql: string | null; missing: string | null }[];
};

export type MeasuredSignal = { signal: string; promql: string; askedAtMs: number } & (
  | { value: number | boolean; measuredAtMs: number; series: Sample[]; problem: null }
  | { value: null; measuredAtMs: null; series: []; problem: string }
);

export interface SignalStore {
  /** Null when the target has no source of metrics, or was asked within the last moment. */
  task(targetId: string): Promise<MeasureTask | null>;
  /** Stores the readings and tells the pages; old ones are removed. Without effect when the target has another source by now. */
  save(task: MeasureTask, readings: MeasuredSignal[]): Promise<void>;
  /** Hands out every target whose signals somebody needs and that was not asked for a while. */
  askDue(): Promise<void>;
}
