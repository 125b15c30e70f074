"use client";
import { CircleHelp, CircleX, ShieldCheck } from "lucide-react";
import { Took } from "#components/common/time.tsx";
import { duration } from "#lib/client/format.ts";
import { expectedMs, type StepGroup } from "#lib/client/run-steps.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { ProofView } from "#lib/contract/run.ts";
import { STEP_LOOK, StepIcon } from "./step-status.tsx";

type Props = { group: StepGroup; number: number; isCurrent: boolean; proofs: ProofView[]; onPoint: () => void };

/** One step: its mark, how long it took against usual, what it found, and which target differs. */
export function StepRow({ group, number, isCurrent, proofs, onPoint }: Props) {
  const first = group.runs[0];
  if (!first) return null;
  const isRunning = group.status === "running";
  const attempts = Math.max(...group.runs.map((r) => r.attempt));
  const reason = group.runs.find((r) => r.reason)?.reason;
  // Offsets and counters are for later steps; a person wants the version, the file, the tag.
  const captures = group.runs.length === 1 ? Object.entries(first.captures).filter(([, v]) => !/^\d*$/.test(v)) : [];
  return (
    <button
      type="button"
      className={`step ${isRunning && isCurrent ? "now" : ""} ${group.status === "pending" ? "todo" : ""}`}
      aria-current={isCurrent && isRunning ? "step" : undefined}
      title="Show its output"
      data-row
      onClick={onPoint}
    >
      <span className="mark">
        <StepIcon status={group.status} />
      </span>
      <span className="min-w-0">
        <span className="name">
          <span>
            {number} {group.title}
          </span>
          <span className="took">
            {first.startedAt ? <Took since={first.startedAt} until={first.endedAt} /> : null}
          </span>
        </span>
        {isRunning ? <StepBar step={first} /> : null}
        <span className="meta">
          <Times step={first} isRunning={isRunning} status={group.status} />
          {attempts > 1 ? <span className="tag">attempt {attempts}</span> : null}
          {group.isMixed || group.runs.length > 1
            ? group.runs.map((run) => (
                <span key={run.stepRunId} className={`tag ${TAG[run.status] ?? ""}`}>
                  <StepIcon status={run.status} size={11} /> {run.target}
                </span>
              ))
            : null}
          {captures.map(([name, value]) => (
            <span key={name} className="tag capture" title={`${name}=${value}`}>
              <span className="text-ink-3">{name.toLowerCase().replaceAll("_", " ")}</span> {value}
            </span>
          ))}
        </span>
        {reason && group.status !== "pending" ? <span className="meta text-ink-2!">{reason}</span> : null}
        {group.kind === "prove" || group.kind === "watch" ? <Proofs group={group} proofs={proofs} /> : null}
      </span>
    </button>
  );
}

const TAG: Partial<Record<string, string>> = { proven: "ok", failed: "crit", unknown: "warn", waiting: "warn" };

function Times({
  step,
  isRunning,
  status,
}: {
  step: StepGroup["runs"][number];
  isRunning: boolean;
  status: StepGroup["status"];
}) {
  const now = useNow();
  const expected = expectedMs(step);
  if (isRunning && step.startedAt && now > 0) {
    return (
      <span>
        <b className="font-semibold text-ink-1">{duration(Math.max(0, now - Date.parse(step.startedAt)))}</b>
        {step.watchMs !== null
          ? `, watches ${duration(step.watchMs)}`
          : expected
            ? `, usual ${duration(expected)}`
            : ""}
        {step.watchMs === null ? `, at most ${duration(step.timeoutMs)}` : ""}
      </span>
    );
  }
  if (status === "pending") {
    return (
      <span>
        {step.watchMs !== null
          ? `watches ${duration(step.watchMs)}`
          : expected
            ? `usual ${duration(expected)}`
            : `at most ${duration(step.timeoutMs)}`}
      </span>
    );
  }
  return <span>{STEP_LOOK[status].label.toLowerCase()}</span>;
}

/** Fill: elapsed. Mark: usual. End: the timeout, or the end of the watch. */
function StepBar({ step }: { step: StepGroup["runs"][number] }) {
  const now = useNow();
  if (!step.startedAt || now === 0) return <span className="timebar mt-1 mb-0.5" />;
  const elapsed = Math.max(0, now - Date.parse(step.startedAt));
  const usual = expectedMs(step);
  const end = step.watchMs ?? Math.min(step.timeoutMs, Math.max(elapsed, (usual ?? step.timeoutMs) * 1.5));
  return (
    <span
      className={`timebar mt-1 mb-0.5 ${usual !== null && step.watchMs === null && elapsed > usual ? "over" : "run"}`}
      aria-hidden
    >
      <i style={{ width: `${Math.min(100, (100 * elapsed) / end).toFixed(1)}%` }} />
      {usual !== null && step.watchMs === null ? (
        <u style={{ left: `${Math.min(99, (100 * usual) / end).toFixed(1)}%` }} />
      ) : null}
    </span>
  );
}

const VERDICT = {
  pass: { icon: ShieldCheck, ink: "text-ok", label: "passed" },
  fail: { icon: CircleX, ink: "text-crit", label: "failed" },
  undecided: { icon: CircleHelp, ink: "text-warn", label: "could not be judged" },
} as const;

/** What the probes found, beside the step that asked: matched by the target and the time of the step. */
function Proofs({ group, proofs }: { group: StepGroup; proofs: ProofView[] }) {
  const own = proofs.filter((p) => group.runs.some((r) => r.target === p.target && r.endedAt === p.at));
  if (own.length === 0) return null;
  return (
    <span className="mt-1 grid gap-0.5">
      {own.map((proof) => {
        const { icon: Icon, ink, label } = VERDICT[proof.verdict];
        return (
          <span key={`${proof.probe}-${proof.target}`} className="flex gap-1 text-11 text-ink-2 leading-snug">
            <Icon size={12} className={`mt-px flex-none ${ink}`} aria-hidden />
            <span className="wrap-anywhere min-w-0">
              <span className="sr-only">{label}: </span>
              {proof.title}
              {proof.detail ? `: ${proof.detail}` : ""}
              {group.runs.length > 1 ? ` (${proof.target})` : ""}
            </span>
          </span>
        );
      })}
    </span>
  );
}
