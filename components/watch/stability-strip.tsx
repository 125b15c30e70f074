"use client";
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "#components/common/panel-state.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import { isActive } from "#lib/client/run-active.ts";
import { useLiveKind } from "#lib/client/use-liveness.ts";
import type { RunView } from "#lib/contract/run.ts";
import { WatchChart } from "./watch-chart.tsx";
import { WatchClock } from "./watch-clock.tsx";

/** The stability watch of a run, or of the verification that followed it: clock, charts with their limits, and what to press when it does not hold. */
export function StabilityStrip({ run }: { run: RunView }) {
  const { incident, openRollback } = useRoom();
  const isLive = useLiveKind() === "live";
  const verification = isActive(run.status) ? undefined : incident.verifications.find((v) => v.verifies === run.id);
  const watchedId = verification?.id ?? run.id;
  const watched = useQuery({ ...queries.run(watchedId), enabled: verification !== undefined }).data ?? run;
  const hasWatch = watched.steps.some((step) => step.kind === "watch");
  const isGoing = isActive(watched.status);
  const query = useQuery({
    ...queries.watches(watchedId),
    enabled: hasWatch,
    // The socket tells of every pass; this stands behind it.
    refetchInterval: isGoing ? (isLive ? 15_000 : 3_000) : false,
  });
  if (!hasWatch) return null;
  const watches = query.data ?? [];
  const hasCrossed = watches.some((w) => w.restarts > 0);
  const further = hasCrossed ? watched.next.find((n) => n.kind === "procedure") : undefined;
  const procedure = further?.procedure;
  return (
    <section className="stability" aria-label="Stability watch">
      {query.isError ? (
        <p className="text-12 text-warn">
          What the watch measured could not be read; its output goes on. <Again onClick={() => void query.refetch()} />
        </p>
      ) : query.isPending ? (
        <Skeleton rows={3} className="late" />
      ) : watches.length === 0 ? (
        <p className="text-12 text-ink-2">
          {isGoing
            ? "Stability watch: its clock and charts begin with its first pass."
            : "The stability watch made no pass."}
        </p>
      ) : (
        watches.map((watch) => (
          <div key={watch.stepRunId} className="stability-row">
            <div className="stability-head">
              <WatchClock
                watch={watch}
                isGoing={watched.steps.some((s) => s.stepRunId === watch.stepRunId && s.status === "running")}
                isProven={watched.steps.some((s) => s.stepRunId === watch.stepRunId && s.status === "proven")}
                isOnly={watches.length === 1}
              />
              {procedure ? (
                <Button size="sm" look="primary" onClick={() => openRollback(procedure)}>
                  {further.label}
                </Button>
              ) : null}
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a row that scrolls sideways is scrolled by keyboard. */}
            <ul className="stability-charts" aria-label={`Measured on ${watch.target}`} tabIndex={0}>
              {watch.series.map((series) => (
                <WatchChart key={series.name} series={series} />
              ))}
            </ul>
          </div>
        ))
      )}
    </section>
  );
}

const Again = ({ onClick }: { onClick: () => void }) => (
  <button type="button" className="link" onClick={onClick}>
    Read again
  </button>
);
