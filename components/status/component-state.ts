import { CircleCheck, CircleX, type LucideIcon, TriangleAlert, Wrench } from "lucide-react";
import type { ComponentState } from "#lib/contract/status.ts";

type Look = { label: string; icon: LucideIcon; ink: string };

/** How a part of the service is: word, icon and ink. */
export const COMPONENT_LOOK: Record<ComponentState, Look> = {
  operational: { label: "Works", icon: CircleCheck, ink: "text-ok" },
  degraded: { label: "Works with faults", icon: TriangleAlert, ink: "text-warn" },
  outage: { label: "Does not work", icon: CircleX, ink: "text-crit" },
  maintenance: { label: "Maintenance", icon: Wrench, ink: "text-ink-2" },
};
