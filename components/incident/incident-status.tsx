import { Activity, FileText, LoaderCircle, type LucideIcon, ShieldCheck, Siren } from "lucide-react";
import type { IncidentStatus } from "#lib/domain/incident/status.ts";

type Look = { label: string; tone: string; icon: LucideIcon };

export const INCIDENT_LOOK: Record<IncidentStatus, Look> = {
  investigating: { label: "Investigating", tone: "crit", icon: Siren },
  mitigating: { label: "Rolling back", tone: "run", icon: LoaderCircle },
  monitoring: { label: "Watching", tone: "", icon: Activity },
  resolved: { label: "Resolved, review due", tone: "ok", icon: ShieldCheck },
  closed: { label: "Closed", tone: "", icon: FileText },
};

export function IncidentPill({ status }: { status: IncidentStatus }) {
  const { label, tone, icon: Icon } = INCIDENT_LOOK[status];
  return (
    <span className={`pill ${tone}`}>
      <Icon size={12} aria-hidden strokeWidth={2.2} className={status === "mitigating" ? "spin" : ""} />
      {label}
    </span>
  );
}
