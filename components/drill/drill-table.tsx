"use client";
import Link from "next/link";
import { At } from "#components/common/time.tsx";
import { duration } from "#lib/client/format.ts";
import type { DrillSummary } from "#lib/contract/drill.ts";
import { DrillPill } from "./drill-status.tsx";

/** One row a drill; past ones show what they took instead of when they are. */
export function DrillTable({ drills, isPast = false }: { drills: DrillSummary[]; isPast?: boolean }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Drill</th>
          <th>Status</th>
          <th>Procedure</th>
          <th>Scenario</th>
          <th>Target</th>
          <th>{isPast ? "Held, UTC" : "Planned for, UTC"}</th>
          <th>{isPast ? "Took" : "Repeats"}</th>
          <th>{isPast ? "Whole drill" : "Owner"}</th>
        </tr>
      </thead>
      <tbody>
        {drills.map((drill) => (
          <tr key={drill.number}>
            <td>
              <Link className="hover:underline" href={`/drills/${drill.number}`} data-row>
                <span className="whitespace-nowrap text-ink-3">DRILL-{drill.number}</span>{" "}
                <b className="font-semibold text-13">{drill.title}</b>
              </Link>
            </td>
            <td>
              <DrillPill status={drill.status} />
            </td>
            <td>{drill.procedure.title}</td>
            <td className="text-ink-2">{drill.scenario.title}</td>
            <td className="text-ink-2">{drill.targets.join(", ")}</td>
            <td className="whitespace-nowrap text-ink-2">
              <At at={isPast ? (drill.endedAt ?? drill.scheduledAt) : drill.scheduledAt} />
            </td>
            <td className="whitespace-nowrap">
              {isPast ? <ProcedureTime drill={drill} /> : (drill.repeats ?? <span className="text-ink-3">once</span>)}
            </td>
            <td className="whitespace-nowrap text-ink-2">
              {isPast ? (drill.totalMs === null ? "" : duration(drill.totalMs)) : drill.owner}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ProcedureTime({ drill: { procedureMs, procedureTargetMs } }: { drill: DrillSummary }) {
  if (procedureMs === null) return <span className="text-ink-3">not proven</span>;
  const isLate = procedureMs > procedureTargetMs;
  return (
    <span className={isLate ? "text-warn" : ""}>
      <b className="font-semibold">{duration(procedureMs)}</b> of {duration(procedureTargetMs)}
      {isLate ? " late" : ""}
    </span>
  );
}
