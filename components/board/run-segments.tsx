import { isActive } from "#lib/client/run-active.ts";
import type { RunSummary } from "#lib/contract/run.ts";

/** Steps done, the one that runs or rests, and the rest. Green only for a proven run. */
export function RunSegments({ run }: { run: RunSummary }) {
  const at = isActive(run.status)
    ? "running"
    : run.status === "failed"
      ? "failed"
      : run.status === "interrupted"
        ? "unsure"
        : "";
  return (
    <span className="segments" aria-hidden>
      {Array.from({ length: run.stepsTotal }, (_, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have a fixed place
          key={i}
          className={
            i < run.stepsDone ? (run.status === "succeeded" ? "proven" : "done") : i === run.stepsDone ? at : ""
          }
        />
      ))}
    </span>
  );
}
