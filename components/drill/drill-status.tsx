import {
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  ClipboardList,
  LoaderCircle,
  type LucideIcon,
  PencilLine,
  ShieldCheck,
} from "lucide-react";
import type { DrillStatus } from "#lib/domain/drill/status.ts";

const LOOK: Record<DrillStatus, { label: string; tone: string; icon: LucideIcon }> = {
  planned: { label: "Planned", tone: "", icon: CircleDashed },
  overdue: { label: "Overdue", tone: "crit", icon: CalendarClock },
  preparing: { label: "Preparing", tone: "run", icon: ClipboardList },
  running: { label: "Running", tone: "run", icon: LoaderCircle },
  verifying: { label: "Verifying", tone: "run", icon: ShieldCheck },
  reviewing: { label: "In review", tone: "warn", icon: PencilLine },
  done: { label: "Done", tone: "ok", icon: CircleCheck },
  cancelled: { label: "Cancelled", tone: "", icon: CircleSlash },
};

export function DrillPill({ status }: { status: DrillStatus }) {
  const { label, tone, icon: Icon } = LOOK[status];
  return (
    <span className={`pill ${tone}`}>
      <Icon size={12} aria-hidden className={status === "running" ? "spin" : ""} /> {label}
    </span>
  );
}
