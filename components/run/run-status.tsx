import {
  Circle,
  CircleCheck,
  CircleHelp,
  CircleMinus,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
  Users,
} from "lucide-react";
import type { RunStatus } from "#lib/domain/run/status.ts";

type Look = { label: string; tone: "" | "ok" | "warn" | "crit" | "run" | "unknown"; icon: LucideIcon; means: string };

/** The words, icon and colour of every run status, in one place. Green only for what was proven. */
export const RUN_LOOK: Record<RunStatus, Look> = {
  "awaiting-approval": {
    label: "Waits for approval",
    tone: "warn",
    icon: Users,
    means: "A second person must approve. Nothing has run.",
  },
  armed: { label: "Armed", tone: "warn", icon: Users, means: "Approved. Starts when a commander presses start." },
  queued: { label: "Queued", tone: "", icon: Circle, means: "Handed to the engine, not yet on the target." },
  running: { label: "Running", tone: "run", icon: LoaderCircle, means: "Steps run on the target." },
  waiting: { label: "Waiting for a person", tone: "warn", icon: Hourglass, means: "A step asks someone to confirm." },
  succeeded: { label: "Succeeded, proven", tone: "ok", icon: ShieldCheck, means: "All proofs passed on all targets." },
  unproven: {
    label: "Finished, not proven",
    tone: "unknown",
    icon: ShieldAlert,
    means: "Commands finished; a proof is missing.",
  },
  failed: { label: "Failed", tone: "crit", icon: CircleX, means: "A step failed. What was done stands beside it." },
  cancelled: { label: "Cancelled", tone: "", icon: CircleMinus, means: "Stopped before its end." },
  interrupted: {
    label: "Interrupted, outcome unknown",
    tone: "unknown",
    icon: CircleHelp,
    means: "Contact was lost and nothing proves either way.",
  },
};

export function RunPill({ status, label }: { status: RunStatus; label?: string }) {
  const { tone, icon: Icon, means, label: own } = RUN_LOOK[status];
  return (
    <span className={`pill ${tone}`} title={means}>
      <Icon size={12} aria-hidden strokeWidth={2.2} className={status === "running" ? "spin" : ""} />
      {label ?? own}
    </span>
  );
}

/** Icon for "finished": a grey check, because exit 0 proves nothing. */
export const FinishedIcon = CircleCheck;
