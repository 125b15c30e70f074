import { CircleDashed, CircleX, LoaderCircle, type LucideIcon, Minus, ShieldCheck, TriangleAlert } from "lucide-react";
import type { ReadinessState } from "#lib/domain/readiness/verdict.ts";

type Look = { label: string; Icon: LucideIcon; pill: string; cell: string };

/** One word, sign and colour for each state; what is not known is dashed and never green. */
export const READINESS_LOOK: Record<ReadinessState, Look> = {
  ready: { label: "Ready", Icon: ShieldCheck, pill: "ok", cell: "ok" },
  degraded: { label: "Degraded", Icon: TriangleAlert, pill: "warn", cell: "warn" },
  "not-ready": { label: "Not ready", Icon: CircleX, pill: "crit", cell: "crit" },
  unknown: { label: "Not known", Icon: CircleDashed, pill: "unknown", cell: "unknown" },
  "in-use": { label: "In use", Icon: LoaderCircle, pill: "run", cell: "run" },
  "not-set-up": { label: "Not set up", Icon: Minus, pill: "unknown", cell: "unknown" },
};
