import { visible } from "../output/visible.ts";
import type { RunEvent } from "./events.ts";
import { evolve, type RunState, type StepState } from "./evolve.ts";
import { chain, isInWatch, settledStatus, targetProgress, targetsOf } from "./progress.ts";
import { RUN_TRANSITIONS } from "./status.ts";

/** A command that makes no sense in this state: what is true, what was not done. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refusal";
  }
}

/** Processes of a step that was ended, in sessions which they had made themselves, so that ending its group did not reach them; null when nobody could look. */
export type Left = readonly { pid: number; name: string }[] | null;

/** How a step ended on its host, as the engine found it out. */
export type StepOutcome =
  /** `refused`: the commands ended well, but what they found forbids going on (a choice that is not offered any more). */
  | { kind: "exited"; code: number; bytes: number; sha256: string; captures: Record<string, string>; refused?: string }
  | { kind: "timedOut"; afterMs: number; bytes: number; sha256: string | null; left: Left }
  | { kind: "cancelled"; started: boolean; bytes: number; sha256: string | null; left: Left }
  | { kind: "lost"; reason: string; bytes: number }
  /** Nothing was run: refused login, changed host key, unreachable before the start. */
  | { kind: "notStarted"; reason: string };

export type RunCommand =
  | { kind: "claim"; engine: string }
  | { kind: "approve"; person: string; name: string; requester: string | null; subject: Record<string, string> }
  | {
      kind: "breakGlass";
      person: string;
      name: string;
      requester: string | null;
      reason: string;
      subject: Record<string, string>;
    }
  | { kind: "lapse" }
  | { kind: "queue" }
  | { kind: "begin"; stepRunId: string }
  | { kind: "ask"; stepRunId: string; question: string }
  | { kind: "end"; stepRunId: string; outcome: StepOutcome }
  | { kind: "confirm"; stepRunId: string; note: string }
  | { kind: "retry"; stepRunId: string; newStepRunId: string }
  | { kind: "skip"; stepRunId: string; reason: string }
  | { kind: "prove"; stepRunId: string; note: string; newStepRunId: string }
  | { kind: "cancel" }
  | { kind: "supersede"; by: string; procedure: string };

/** What happens. Pure; throws Refusal when the command does not fit the state. Ends with `run.settled` when the status moves. */
export function decide(run: RunState, command: RunCommand): RunEvent[] {
  const events = respond(run, command);
  let after = events.reduce(evolve, run);
  const settled = settledStatus(after);
  if (settled && (settled.status !== after.status || settled.reason !== after.reason)) {
    if (settled.status !== after.status && !RUN_TRANSITIONS[after.status].includes(settled.status)) {
      throw new Error(`a run cannot go from ${after.status} to ${settled.status}`);
    }
    const settle: RunEvent = { kind: "run.settled", ...settled };
    after = evolve(after, settle);
    return [...events, settle];
  }
  return events;
}

function respond(run: RunState, command: RunCommand): RunEvent[] {
  switch (command.kind) {
    case "claim":
      if (run.status !== "queued" && run.status !== "running" && run.status !== "waiting")
        throw new Refusal(`The run is ${run.status}; there is nothing to drive.`);
      return [{ kind: "run.claimed", engine: command.engine, epoch: run.epoch + 1 }];
    case "approve":
      return approve(run, command);
    case "breakGlass":
      return breakGlass(run, command);
    case "lapse":
      if (run.status !== "armed" && run.status !== "awaiting-approval") return [];
      return [{ kind: "run.lapsed" }, { kind: "run.cancel-requested" }];
    case "queue":
      if (run.status !== "armed") throw new Refusal(`Only an armed run can be started; this one is ${run.status}.`);
      return [{ kind: "run.queued" }, { kind: "run.settled", status: "queued", reason: null }];
    case "begin":
      return isNext(run, command.stepRunId) ? [{ kind: "step.started", stepRunId: command.stepRunId }] : [];
    case "ask":
      return isNext(run, command.stepRunId)
        ? [{ kind: "step.asked", stepRunId: command.stepRunId, question: command.question }]
        : [];
    case "end": {
      const step = current(run, command.stepRunId);
      const isUnbegun = command.outcome.kind === "notStarted" && isNext(run, command.stepRunId);
      return step.status === "running" || isUnbegun ? [ending(step, command.outcome)] : [];
    }
    case "confirm": {
      const step = current(run, command.stepRunId);
      if (step.status !== "waiting")
        throw new Refusal(`"${step.title}" does not wait for a confirmation: it is ${step.status}.`);
      return [{ kind: "step.confirmed", stepRunId: step.stepRunId, note: command.note }];
    }
    case "retry": {
      const step = current(run, command.stepRunId);
      if (!canRetry(run, step)) throw new Refusal(retryRefusal(run, step));
      return [retried(step, command.newStepRunId)];
    }
    case "skip": {
      const step = current(run, command.stepRunId);
      if (!canSkip(run, step))
        throw new Refusal(
          step.gate
            ? `"${step.title}" cannot be skipped: nothing after it is safe without it.`
            : `"${step.title}" is ${step.status}; only a failed or unknown step can be skipped.`,
        );
      return [{ kind: "step.skipped", stepRunId: step.stepRunId, reason: command.reason }];
    }
    case "prove": {
      const step = current(run, command.stepRunId);
      if (!canProve(run, step))
        throw new Refusal(`"${step.title}" is ${step.status}; there is nothing to prove again.`);
      if (isProof(step)) return [retried(step, command.newStepRunId)];
      return [
        {
          kind: "step.accepted",
          stepRunId: step.stepRunId,
          note: command.note || "Taken as done by a person; the later proofs decide.",
        },
      ];
    }
    case "cancel":
      return cancel(run);
    case "supersede":
      if (run.status === "failed" || run.status === "unproven")
        return run.supersededBy ? [] : [{ kind: "run.superseded", by: command.by, procedure: command.procedure }];
      if (run.purpose === "rollback" && !isInWatch(run))
        throw new Refusal(`${run.title} is ${run.status} and keeps its target.`);
      return [
        { kind: "run.superseded", by: command.by, procedure: command.procedure },
        ...open(run).map((s) =>
          stopped(
            s,
            run.purpose === "verification"
              ? `ended in favour of ${command.procedure}`
              : "superseded by a next level during its watch",
          ),
        ),
      ];
    default:
      return command satisfies never;
  }
}

/** The step is the next of its target in a claimed run that nobody stops. */
function isNext(run: RunState, stepRunId: string): boolean {
  if (run.status !== "running" || run.isCancelRequested || run.supersededBy !== null) return false;
  const progress = targetProgress(run, current(run, stepRunId).targetId);
  return progress.kind === "next" && progress.step.stepRunId === stepRunId;
}

function approve(run: RunState, command: Extract<RunCommand, { kind: "approve" }>): RunEvent[] {
  if (run.status !== "awaiting-approval")
    throw new Refusal(`The run is ${run.status}; it does not wait for an approval.`);
  if (command.person === command.requester)
    throw new Refusal("The person who asked cannot approve. Another commander has to.");
  if (run.approvals.some((a) => a.person === command.person))
    throw new Refusal("You have approved already. A further person is needed.");
  const { person, name, subject } = command;
  return [{ kind: "run.approved", person, name, subject }];
}

/** Only who asked can break the glass: anybody else who is there can approve. */
function breakGlass(run: RunState, command: Extract<RunCommand, { kind: "breakGlass" }>): RunEvent[] {
  if (run.status !== "awaiting-approval")
    throw new Refusal(`The run is ${run.status}; it does not wait for an approval.`);
  if (command.person !== command.requester)
    throw new Refusal("You did not ask for this run: you are the second person, so approve it instead.");
  const { person, name, reason, subject } = command;
  return [{ kind: "run.glass-broken", person, name, reason, subject }];
}

function cancel(run: RunState): RunEvent[] {
  if (!canCancel(run)) throw new Refusal(`Nothing of the run is going on (${run.status}); there is nothing to stop.`);
  if (run.isCancelRequested) return [];
  const waiting = targetsOf(run)
    .map((t) => targetProgress(run, t))
    .filter((p) => p.kind === "waiting")
    .map((p) => p.step);
  return [{ kind: "run.cancel-requested" }, ...waiting.map((s) => stopped(s, "stopped by a person"))];
}

const open = (run: RunState): StepState[] =>
  targetsOf(run)
    .map((t) => targetProgress(run, t))
    .flatMap((p) => (p.kind === "active" ? [p.step] : []));
const stopped = (step: StepState, reason: string): RunEvent => ({
  kind: "step.cancelled",
  stepRunId: step.stepRunId,
  bytes: step.bytes,
  sha256: null,
  reason,
});
const isProof = (step: StepState) => step.kind === "prove" || step.kind === "watch";

/** What is true of a step's processes once its group has been ended. */
function remains(left: Left): string {
  if (left === null)
    return "its process group is gone; whether it left others in sessions of their own could not be looked up";
  if (left.length === 0) return "no process of it is left";
  const names = left.map(({ pid, name }) => `${visible(name)} (${pid})`).join(", ");
  return `its process group is gone, but what it had put in sessions of their own still runs: ${names}`;
}

function ending(step: StepState, outcome: StepOutcome): RunEvent {
  const { stepRunId } = step;
  switch (outcome.kind) {
    case "exited": {
      const { code, bytes, sha256, captures } = outcome;
      const ended = { stepRunId, exitCode: code, bytes, sha256, captures };
      if (outcome.refused !== undefined) return { kind: "step.failed", ...ended, reason: outcome.refused };
      if (code === 0)
        return isProof(step) ? { kind: "step.proven", ...ended } : { kind: "step.finished", ...ended, reason: null };
      if (code === 3 && isProof(step))
        return {
          kind: "step.finished",
          ...ended,
          reason: `too little to judge${verdictDetail(captures, "undecided")}`,
        };
      return {
        kind: "step.failed",
        ...ended,
        reason: isProof(step) ? `not proven${verdictDetail(captures, "fail")}` : `exited with code ${code}`,
      };
    }
    case "timedOut":
      return {
        kind: "step.failed",
        stepRunId,
        exitCode: null,
        bytes: outcome.bytes,
        sha256: outcome.sha256,
        captures: {},
        reason: `ended after its time limit of ${Math.round(outcome.afterMs / 1000)} s; ${remains(outcome.left)}`,
      };
    case "cancelled":
      return {
        kind: "step.cancelled",
        stepRunId,
        bytes: outcome.bytes,
        sha256: outcome.sha256,
        reason: outcome.started
          ? `stopped; ${remains(outcome.left)}`
          : "stopped before it began; nothing of it was run",
      };
    case "lost":
      return { kind: "step.lost", stepRunId, bytes: outcome.bytes, reason: outcome.reason };
    case "notStarted":
      return {
        kind: "step.failed",
        stepRunId,
        exitCode: null,
        bytes: 0,
        sha256: null,
        captures: {},
        reason: outcome.reason,
      };
    default:
      return outcome satisfies never;
  }
}

/** The first probe with that verdict, as `: detail`. */
function verdictDetail(captures: Record<string, string>, verdict: string): string {
  const line = Object.entries(captures).find(
    ([name, value]) => name.startsWith("PROBE_") && value.startsWith(`${verdict}\t`),
  )?.[1];
  return line ? `: ${visible(line.slice(verdict.length + 1))}` : "";
}

/** The latest attempt of the step; an older one is history and takes no commands. */
function current(run: RunState, stepRunId: string): StepState {
  const step = run.steps.find((s) => s.stepRunId === stepRunId);
  if (!step) throw new Refusal("This run has no such step.");
  if (!chain(run, step.targetId).includes(step))
    throw new Refusal(`"${step.title}" was tried again since; act on its latest attempt.`);
  return step;
}

const retried = (step: StepState, newStepRunId: string): RunEvent => {
  const { stepId, targetId, position, kind, title, gate, safeToRepeat, changes } = step;
  return {
    kind: "step.retried",
    stepRunId: step.stepRunId,
    retry: {
      stepRunId: newStepRunId,
      stepId,
      targetId,
      position,
      attempt: step.attempt + 1,
      kind,
      title,
      gate,
      safeToRepeat,
      changes,
    },
  };
};

const isOpen = (run: RunState) =>
  run.supersededBy === null && !run.isCancelRequested && run.status !== "succeeded" && run.status !== "cancelled";

/** A run that rests has nothing to stop: it is retried, undone, or ended by the next start. */
export const canCancel = (run: RunState): boolean =>
  run.status !== "succeeded" && run.status !== "cancelled" && run.status !== "failed" && run.status !== "unproven";

/** A failed step may be tried again: how it ended is known. An unknown one only when it is safe to repeat. */
export const canRetry = (run: RunState, step: StepState): boolean =>
  isOpen(run) &&
  (step.status === "failed" ||
    (step.status === "unknown" && (step.safeToRepeat || step.changes === "nothing")) ||
    (step.status === "finished" && isProof(step)));
export const canSkip = (run: RunState, step: StepState): boolean =>
  isOpen(run) && !step.gate && (step.status === "failed" || step.status === "unknown");
export const canProve = (run: RunState, step: StepState): boolean =>
  isOpen(run) &&
  (step.status === "unknown" || (isProof(step) && (step.status === "failed" || step.status === "finished")));

function retryRefusal(run: RunState, step: StepState): string {
  if (!isOpen(run)) return `The run has ended (${run.status}). Start the procedure again instead.`;
  if (step.status === "unknown")
    return `Nobody knows whether "${step.title}" was done, and doing it twice is not safe. Look at the target, then prove it or skip it with a reason.`;
  return `"${step.title}" is ${step.status}; only a step that failed can be tried again.`;
}
