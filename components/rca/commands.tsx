"use client";
import { useQueries } from "@tanstack/react-query";
import { Terminal } from "lucide-react";
import Link from "next/link";
import { Empty, Failed, Skeleton } from "#components/common/panel-state.tsx";
import { At, Took } from "#components/common/time.tsx";
import { StepIcon } from "#components/run/step-status.tsx";
import { count } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { RunSummary } from "#lib/contract/run.ts";

/** Every step that ran, in order, with how it ended; each leads to its output. */
export function Commands({ incident, runs }: { incident: number; runs: readonly RunSummary[] }) {
  const loaded = useQueries({ queries: runs.map((run) => queries.run(run.id)) });
  if (runs.length === 0)
    return (
      <Empty icon={<Terminal size={16} aria-hidden />} title="Nothing was run">
        The incident was ended without a rollback.
      </Empty>
    );
  return (
    <>
      {runs.map((run, index) => {
        const query = loaded[index];
        return (
          <section key={run.id} aria-label={run.title}>
            <h3 className="px-3.5 pt-3 pb-1 font-semibold">
              <Link className="link" href={`/incidents/${incident}?run=${run.id}`}>
                {run.title}
              </Link>{" "}
              <span className="font-normal text-ink-3">by {run.by}</span>
            </h3>
            {query?.data ? (
              <ol>
                {query.data.steps
                  .filter((step) => step.startedAt !== null)
                  .map((step) => (
                    <li key={step.stepRunId} className="command">
                      <StepIcon status={step.status} size={13} />
                      <span className="min-w-0 flex-1">
                        <span className="block">
                          {step.title} <span className="text-ink-3">{step.status}</span>
                        </span>
                        <span className="block text-11 text-ink-3">
                          {step.target}, {step.startedAt ? <At at={step.startedAt} /> : null},{" "}
                          {step.startedAt ? <Took since={step.startedAt} until={step.endedAt} /> : null},{" "}
                          {count(step.output.bytes)} bytes{step.reason ? `. ${step.reason}` : ""}
                        </span>
                      </span>
                    </li>
                  ))}
              </ol>
            ) : query?.isError ? (
              <Failed what="run" error={query.error} onRetry={query.refetch} />
            ) : (
              <Skeleton rows={3} className="late p-3.5" />
            )}
          </section>
        );
      })}
    </>
  );
}
