import { Target } from "lucide-react";

/** Beside everything of a drill, in capitals: nobody takes it for real. */
export function DrillBadge({ number }: { number: number }) {
  return (
    <span className="drill-badge" title={`Part of DRILL-${number}. Nothing of it reaches anybody outside.`}>
      <Target size={13} aria-hidden strokeWidth={2.2} /> DRILL-{number}
    </span>
  );
}
