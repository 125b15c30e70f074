import { Activity, FileText, LoaderCircle, type LucideIcon, ShieldCheck, Siren, Wrench } from "lucide-react";
import type { IncidentStatus } from "#lib/domain/incident/status.ts";

type Look = { label: string; tone: string; icon: LucideIcon };

const MITIGATING: Look = { label: "Mitigating", tone: "run", icon: Wrench };

export const INCIDENT_LOOK: Record<IncidentStatus, Look> = {
  investigating: { label: "Investigating", tone: "crit", icon: Siren },
  mitigating: { label: "Rolling back", tone: "run", icon: LoaderCircle },
  monitoring: { label: "Watching", tone: "", icon: Activity },
  resolved: { label: "Resolved, review due", tone: "ok", icon: ShieldCheck },
  closed: { label: "Closed", tone: "", icon: FileText },
};

/** `isRunning`: a rollback is on its way right now; without one "mitigating" is work, not motion. */
export function IncidentPill({ status, isRunning }: { status: IncidentStatus; isRunning: boolean }) {
  const isMoving = status === "mitigating" && isRunning;
  const { label, tone, icon: Icon } = status === "mitigating" && !isRunning ? MITIGATING : INCIDENT_LOOK[status];
  return (
    <span className={`pill ${tone}`}>
      <Icon size={12} aria-hidden strokeWidth={2.2} className={isMoving ? "spin" : ""} />
      {label}
    </span>
  );
}
