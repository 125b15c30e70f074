import type { RunEvent } from "./events.ts";
import type { RunState } from "./evolve.ts";
import { watchedSeconds } from "./proofs.ts";

/** The sentence of the incident's timeline for an event, or null for what only the run's own page shows. */
export function narrate(
  run: RunState,
  event: RunEvent,
  targetName: (id: string) => string,
): { kind: string; text: string; stepRunId?: string } | null {
  const said = (stepRunId: string, kind: string, tell: (title: string, target: string) => string) => {
    const step = run.steps.find((s) => s.stepRunId === stepRunId);
    return step ? { kind, text: `${run.title}: ${tell(step.title, targetName(step.targetId))}`, stepRunId } : null;
  };
  const because = (reason: string | null) => (reason ? ` (${reason})` : "");
  switch (event.kind) {
    case "run.approved":
      return { kind: "run.approved", text: `${run.title}: approved by ${event.name}` };
    case "run.glass-broken":
      return {
        kind: "run.glass-broken",
        text: `${run.title}: ${event.name} broke the glass and armed it without a second person: ${event.reason}`,
      };
    case "run.lapsed":
      return { kind: "run.lapsed", text: `${run.title}: the approval lapsed; nothing was run` };
    case "run.queued":
      return { kind: "run.started", text: `${run.title}: started after its approval` };
    case "run.cancel-requested":
      return { kind: "run.stop-requested", text: `${run.title}: stop requested` };
    case "run.superseded":
      return { kind: "run.superseded", text: `${run.title}: ended in favour of ${event.procedure}` };
    case "step.proven":
      return said(event.stepRunId, "step.proven", (title, target) => {
        const seconds = watchedSeconds(event);
        return `"${title}" proven on ${target}${seconds === null ? "" : `, watched for ${seconds} s`}`;
      });
    case "step.failed":
      return said(
        event.stepRunId,
        "step.failed",
        (title, target) => `"${title}" failed on ${target}${because(event.reason)}`,
      );
    case "step.lost":
      return said(
        event.stepRunId,
        "step.lost",
        (title, target) => `"${title}" on ${target}: not known whether it was done${because(event.reason)}`,
      );
    case "step.skipped":
      return said(
        event.stepRunId,
        "step.skipped",
        (title, target) => `"${title}" skipped on ${target}: ${event.reason}`,
      );
    case "step.confirmed":
      return said(
        event.stepRunId,
        "step.confirmed",
        (title, target) => `"${title}" confirmed on ${target}${because(event.note)}`,
      );
    case "step.accepted":
      return said(
        event.stepRunId,
        "step.accepted",
        (title, target) => `"${title}" on ${target} taken as done: ${event.note}`,
      );
    case "step.retried":
      return said(event.stepRunId, "step.retried", (title, target) => `"${title}" tried again on ${target}`);
    case "step.finished":
      return event.reason
        ? said(
            event.stepRunId,
            "step.undecided",
            (title, target) => `"${title}" on ${target} not proven${because(event.reason)}`,
          )
        : null;
    case "run.settled":
      return settled(run, event);
    case "run.created":
    case "run.claimed":
    case "step.started":
    case "step.asked":
    case "step.cancelled":
      return null;
    default:
      return event satisfies never;
  }
}

function settled(run: RunState, event: Extract<RunEvent, { kind: "run.settled" }>) {
  const because = event.reason ? `: ${event.reason}` : "";
  switch (event.status) {
    case "succeeded":
      return {
        kind: run.purpose === "verification" ? "verification.proven" : "run.succeeded",
        text: `${run.title}: proven`,
      };
    case "unproven":
      return { kind: "run.unproven", text: `${run.title}: finished, not proven${because}` };
    case "failed":
      return { kind: "run.failed", text: `${run.title}: failed${because}` };
    case "cancelled":
      return { kind: "run.cancelled", text: `${run.title}: stopped${because}` };
    case "interrupted":
      return { kind: "run.interrupted", text: `${run.title}: interrupted${because}` };
    default:
      return null;
  }
}
