import { z } from "zod";

export const IncidentStatus = z.enum(["investigating", "mitigating", "monitoring", "resolved", "closed"]);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

/** `closed` follows from publishing the RCA. A resolved incident that breaks again is a new incident. */
export const INCIDENT_TRANSITIONS: Record<IncidentStatus, readonly IncidentStatus[]> = {
  investigating: ["mitigating", "monitoring", "resolved"],
  mitigating: ["investigating", "monitoring", "resolved"],
  monitoring: ["mitigating", "investigating", "resolved"],
  resolved: ["closed"],
  closed: [],
};
