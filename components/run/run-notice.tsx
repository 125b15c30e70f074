"use client";
import {
  ArrowUp,
  CircleHelp,
  CircleMinus,
  CircleX,
  Hand,
  RotateCw,
  ShieldAlert,
  ShieldCheck,
  SkipForward,
  Undo2,
  Users,
} from "lucide-react";
import type { ReactNode } from "react";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { startActionOf } from "#lib/client/permission.ts";
import { defaultOption } from "#lib/client/rollback.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { RunView, StepRunView } from "#lib/contract/run.ts";
import type { RunAct } from "./run-acts.ts";

const ICONS = { retry: RotateCw, skip: SkipForward, undo: Undo2, prove: ShieldCheck, procedure: ArrowUp } as const;

/** What needs a person now: what is true, what was not done, and at most three next safe actions. Never a toast. */
export function RunNotice({ run, onAct }: { run: RunView; onAct: (act: RunAct) => void }) {
  const content = say(run);
  if (!content) return null;
  return (
    <div className={`notice ${content.tone}`} role="status" aria-label="What is next">
      {content.icon}
      <p>
        <b>{content.lead}</b> {content.text}
      </p>
      <div className="actions">
        <Actions run={run} onAct={onAct} />
      </div>
    </div>
  );
}

function Actions({ run, onAct }: { run: RunView; onAct: (act: RunAct) => void }) {
  const operateOff = useWriteOff("run.operate", "This");
  const approveOff = useWriteOff("run.approve", "Approving");
  const asked = run.steps.find((s) => s.can.includes("confirm"));
  return (
    <>
      {run.can.includes("approve") ? (
        <Button size="sm" off={approveOff} onClick={() => onAct({ kind: "approve" })}>
          <Users size={13} aria-hidden /> Approve…
        </Button>
      ) : null}
      {run.can.includes("start") ? (
        <Button size="sm" look="primary" off={approveOff} onClick={() => onAct({ kind: "start" })}>
          Start now…
        </Button>
      ) : null}
      {asked ? (
        <Button
          size="sm"
          look="primary"
          off={operateOff}
          onClick={() => onAct({ kind: "confirm", stepRunId: asked.stepRunId })}
        >
          <Hand size={13} aria-hidden /> Confirm…
        </Button>
      ) : null}
      {run.next.slice(0, 3).map((next) => (
        <NextButton key={`${next.kind}-${next.stepRunId ?? next.procedure}`} next={next} onAct={onAct} />
      ))}
    </>
  );
}

function NextButton({ next, onAct }: { next: RunView["next"][number]; onAct: (act: RunAct) => void }) {
  const { openRollback, procedure: find } = useRoom();
  const { kind, stepRunId, procedure } = next;
  const view = find(procedure);
  const action = kind === "procedure" && view ? startActionOf(view, defaultOption(view)?.id ?? "") : "run.operate";
  const off = useWriteOff(action, "This");
  const Icon = ICONS[kind];
  const press = () => {
    if (kind === "procedure") return procedure ? openRollback(procedure) : undefined;
    if (kind === "undo") return onAct({ kind });
    return stepRunId ? onAct({ kind, stepRunId }) : undefined;
  };
  return (
    <Button size="sm" off={off} title={off ?? next.because} onClick={press}>
      <Icon size={13} aria-hidden /> {next.label}
    </Button>
  );
}

type Said = { tone: string; icon: ReactNode; lead: string; text: string };

function say(run: RunView): Said | null {
  const failed = run.steps.filter((s) => s.status === "failed");
  const unknown = run.steps.find((s) => s.status === "unknown");
  const asked = run.steps.find((s) => s.status === "waiting");
  switch (run.status) {
    case "failed":
      return {
        tone: "crit",
        icon: <CircleX size={16} aria-hidden />,
        lead: failedLead(run, failed),
        text: `${sentence(failed[0]?.reason ?? run.reason)} ${untouched(run)}`,
      };
    case "interrupted":
      return {
        tone: "warn",
        icon: <CircleHelp size={16} aria-hidden />,
        lead: unknown ? `Nobody knows how “${unknown.title}” ended on ${unknown.target}.` : "The run was interrupted.",
        text: `${sentence(unknown?.reason ?? run.reason)} The target stays held until this is settled.`,
      };
    case "unproven":
      return {
        tone: "warn",
        icon: <ShieldAlert size={16} aria-hidden />,
        lead: "Commands finished, but it is not proven.",
        text: run.reason ?? "A proof is missing.",
      };
    case "waiting":
      return {
        tone: "warn",
        icon: <Hand size={16} aria-hidden />,
        lead: asked ? `“${asked.title}” waits for a person.` : "Waits for a person.",
        text: asked?.question ?? "",
      };
    case "awaiting-approval":
      return {
        tone: "warn",
        icon: <Users size={16} aria-hidden />,
        lead: "Waits for a second person.",
        text: `${run.by} asked. Nothing has run. The same person cannot be both.`,
      };
    case "armed":
      return {
        tone: "warn",
        icon: <Users size={16} aria-hidden />,
        lead: "Approved and armed.",
        text: "It starts when a commander presses start and the target is free. It never stops a running level.",
      };
    case "cancelled":
      return {
        tone: "",
        icon: <CircleMinus size={16} aria-hidden />,
        lead: "Stopped.",
        text: `${sentence(run.reason)} ${untouched(run)}`,
      };
    case "succeeded":
      return {
        tone: "ok",
        icon: <ShieldCheck size={16} aria-hidden />,
        lead: "Proven.",
        text: run.reason ?? provenText(run),
      };
    default:
      return failed.length > 0
        ? {
            tone: "crit",
            icon: <CircleX size={16} aria-hidden />,
            lead: failedLead(run, failed),
            text: failed[0]?.reason ?? "",
          }
        : null;
  }
}

function failedLead(run: RunView, failed: StepRunView[]): string {
  const step = failed[0];
  if (!step) return "The run failed.";
  return run.targets.length > 1 ? `${step.target} failed at “${step.title}”.` : `Failed at “${step.title}”.`;
}

/** Reasons come as half sentences of a step: a capital at the front, a full stop at the end. */
function sentence(reason: string | null | undefined): string {
  if (!reason) return "";
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What did not happen, so that nobody has to guess. */
function untouched(run: RunView): string {
  const pending = run.steps.filter((s) => s.status === "pending" || s.status === "cancelled");
  const titles = [...new Set(pending.map((s) => s.title))];
  if (titles.length === 0) return "";
  return titles.length <= 2
    ? `Not done: ${titles.join(", ")}.`
    : `Not done: ${titles[0]} and ${titles.length - 1} steps after it.`;
}

function provenText(run: RunView): string {
  const passed = run.proofs.filter((p) => p.verdict === "pass").length;
  return `${passed} of ${run.proofs.length} proofs passed on ${run.targets.join(", ")}.`;
}
