import { Diamond, OctagonAlert, TriangleAlert } from "lucide-react";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";

export const SEVERITY_ICON = { critical: OctagonAlert, major: TriangleAlert, minor: Diamond } as const;

/** Octagon, triangle, diamond; always in capitals: readable without the colour. */
export function SeverityBadge({ severity }: { severity: SeverityClass }) {
  const Icon = SEVERITY_ICON[severity];
  return (
    <span className={`severity ${severity}`}>
      <Icon size={13} aria-hidden strokeWidth={2.2} />
      {severity.toUpperCase()}
    </span>
  );
}
