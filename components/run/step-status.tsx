import {
  Circle,
  CircleCheck,
  CircleHelp,
  CircleMinus,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  ShieldCheck,
  SkipForward,
} from "lucide-react";
import type { StepStatus } from "#lib/domain/run/status.ts";

type Look = { label: string; ink: string; icon: LucideIcon; segment: string };

/** The words, icon and colour of every step status. `segment` is its piece of the progress bar. */
export const STEP_LOOK: Record<StepStatus, Look> = {
  pending: { label: "Not started", ink: "text-ink-3", icon: Circle, segment: "" },
  running: { label: "Running", ink: "text-accent", icon: LoaderCircle, segment: "running" },
  waiting: { label: "Waits for a person", ink: "text-warn", icon: Hourglass, segment: "unsure" },
  finished: { label: "Finished", ink: "text-ink-2", icon: CircleCheck, segment: "done" },
  proven: { label: "Proven", ink: "text-ok", icon: ShieldCheck, segment: "proven" },
  failed: { label: "Failed", ink: "text-crit", icon: CircleX, segment: "failed" },
  skipped: { label: "Skipped", ink: "text-ink-2", icon: SkipForward, segment: "" },
  cancelled: { label: "Cancelled", ink: "text-ink-2", icon: CircleMinus, segment: "" },
  unknown: { label: "Unknown", ink: "text-warn", icon: CircleHelp, segment: "unsure" },
};

export function StepIcon({ status, size = 16 }: { status: StepStatus; size?: number }) {
  const { icon: Icon, ink, label } = STEP_LOOK[status];
  return (
    <span className={`inline-flex ${ink}`}>
      <Icon size={size} aria-hidden strokeWidth={1.9} className={status === "running" ? "spin" : ""} />
      <span className="sr-only">{label}</span>
    </span>
  );
}
