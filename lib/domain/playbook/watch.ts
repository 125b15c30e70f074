import type { Step } from "./schema.ts";

/** The clock of a window starts again when a limit is crossed; all of it together lasts this many windows at most. */
export const WATCH_AT_MOST = 3;

type Watch = Extract<Step, { watch: unknown }>;

/** The window as it is watched on a target; `shortened`: seconds to which the target cuts its windows, or null. */
export const watchWindowMs = (step: Watch, shortened: number | null | undefined): number =>
  Math.min(step.watch, (shortened ?? Number.POSITIVE_INFINITY) * 1000);

/** What the loop on the target is told: window and pause in whole seconds, five passes a window at least. */
export function watchSeconds(step: Watch, shortened: number | null | undefined): { window: number; every: number } {
  const ms = watchWindowMs(step, shortened);
  return {
    window: Math.ceil(ms / 1000),
    every: Math.max(1, Math.min(Math.ceil(step.every / 1000), Math.ceil(ms / 5000))),
  };
}

/** A watch lasts its windows and then some; everything else has its own limit. */
export const stepLimitMs = (step: Step, shortened: number | null | undefined): number =>
  "watch" in step ? WATCH_AT_MOST * watchWindowMs(step, shortened) + step.timeout : step.timeout;
