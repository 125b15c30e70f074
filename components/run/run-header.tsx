"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { HoldButton } from "#components/ui/hold-button.tsx";
import { plural, shortId } from "#lib/client/format.ts";
import { api, sentenceOf } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { isActive } from "#lib/client/run-active.ts";
import { currentGroup, groupSteps } from "#lib/client/run-steps.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { RunView } from "#lib/contract/run.ts";
import type { RunAct } from "./run-acts.ts";
import { RUN_LOOK, RunPill } from "./run-status.tsx";
import { RunTimes } from "./run-times.tsx";

export function RunHeader({ run, onAct }: { run: RunView; onAct: (act: RunAct) => void }) {
  const groups = groupSteps(run.steps);
  const current = currentGroup(groups);
  const failedTargets = new Set(run.steps.filter((s) => s.status === "failed").map((s) => s.target));
  const undoOff = useWriteOff("run.operate", "Undoing");
  const number = current ? groups.indexOf(current) + 1 : groups.length;
  return (
    <div className="run-head">
      <div className="line">
        <h2 title={run.title}>{run.title}</h2>
        <RunPill
          status={run.status}
          {...(run.status === "running" && failedTargets.size > 0
            ? { label: `${RUN_LOOK.running.label}, ${plural(failedTargets.size, "target")} failed` }
            : {})}
        />
        {run.mode === "live" ? null : (
          <span className="pill warn" title="A rehearsal: it ran on a drill target, not in production.">
            {run.mode === "drill" ? "Drill" : "Dry run"}
          </span>
        )}
        <span className="min-w-0 truncate text-12 text-ink-2">
          {isActive(run.status) && current ? `step ${number} of ${groups.length}` : plural(groups.length, "step")} on{" "}
          {run.targets.join(", ")}
        </span>
        <span className="flex-1" />
        <span className="mono only-wide only-xl text-ink-3" title={run.id}>
          run {shortId(run.id)}
        </span>
        <span className="only-wide only-xl">
          <CopyButton
            label="Copy link"
            text={() => `${window.location.origin}/incidents/${run.incident}?run=${run.id}`}
          />
        </span>
        {run.can.includes("undo") ? (
          <Button size="sm" off={undoOff} onClick={() => onAct({ kind: "undo" })}>
            <Undo2 size={13} aria-hidden /> Undo…
          </Button>
        ) : null}
        <span className="only-wide empty:hidden">
          <StopButton run={run} onAct={onAct} />
        </span>
      </div>
      <p className="sr-only" aria-live="polite">
        {RUN_LOOK[run.status].label}
        {current && isActive(run.status) ? `, step ${number} of ${groups.length}: ${current.title}` : ""}
      </p>
      <RunTimes run={run} />
    </div>
  );
}

export function StopButton({ run, onAct }: { run: RunView; onAct: (act: RunAct) => void }) {
  const client = useQueryClient();
  const off = useWriteOff("run.stop", "Stopping");
  const stop = useMutation({
    mutationFn: () => api.post(`/runs/${run.id}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.runs.detail(run.id) }),
    onError: (error) => toast.error(`The stop was not taken. ${sentenceOf(error)}`),
  });
  const isStopping = stop.isSuccess && isActive(run.status);
  // A run that failed or is not proven rests by itself: there is nothing to stop.
  const rests = run.status === "failed" || run.status === "unproven";
  if ((rests || !run.can.includes("cancel")) && !isStopping) return null;
  if (off) {
    return (
      <Button size="sm" off={off}>
        Stop run
      </Button>
    );
  }
  return (
    <HoldButton
      className="sm"
      label="Stop run"
      busy={(stop.isPending || isStopping) && `Stopping, waiting for ${run.targets.join(", ")}`}
      onHeld={() => stop.mutate()}
      onPress={() => onAct({ kind: "stop" })}
    />
  );
}
