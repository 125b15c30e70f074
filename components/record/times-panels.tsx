"use client";
import { useQuery } from "@tanstack/react-query";
import { Timer } from "lucide-react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { IncidentMetrics } from "#lib/contract/metrics.ts";

type Spread = IncidentMetrics["incidents"][number]["detectMs"];

const COLUMNS = [
  { key: "detectMs", title: "Detect", means: "from the start of the harm to its first trace here" },
  { key: "declareMs", title: "Declare", means: "from the start of the harm to the declaration" },
  { key: "mitigateMs", title: "Mitigate", means: "from the start of the harm to the first proven rollback" },
  { key: "recoverMs", title: "Recover", means: "from the start of the harm to the resolution" },
] as const;

/** How fast harm was noticed and ended, over the last quarter. */
export function ResponseTimes() {
  const query = useQuery(queries.incidentMetrics());
  return (
    <section className="panel overflow-hidden" aria-label="Response times">
      <div className="panel-head">
        <h2>How fast were we?</h2>
        <span className="text-12 text-ink-3">last 91 days: median, and what 9 of 10 stayed below</span>
      </div>
      <PanelState query={query} what="response times" skeleton={<Skeleton rows={3} className="p-4" />}>
        {({ incidents }) =>
          incidents.length === 0 ? (
            <Empty icon={<Timer size={16} aria-hidden />} title="No incident in the last 91 days">
              Times appear with the first one that is declared.
            </Empty>
          ) : (
            <div className="overflow-x-auto">
              <table className="table labelled">
                <thead>
                  <tr>
                    <th>Playbook</th>
                    <th>Severity</th>
                    <th>Incidents</th>
                    {COLUMNS.map((c) => (
                      <th key={c.key} title={c.means}>
                        {c.title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {incidents.map((row) => (
                    <tr key={`${row.playbook} ${row.severity}`}>
                      <td>{row.playbook}</td>
                      <td>{row.severity}</td>
                      <td
                        data-label="Incidents"
                        title={`${row.startKnown} of ${row.count} have a start of the harm in their record`}
                      >
                        {row.count} <span className="text-ink-3">({row.startKnown} with a start)</span>
                      </td>
                      {COLUMNS.map((c) => (
                        <SpreadCell key={c.key} title={c.title} spread={row[c.key]} />
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </PanelState>
    </section>
  );
}

/** Rollbacks against what they promise. */
export function ProcedureTimes() {
  const query = useQuery(queries.incidentMetrics());
  return (
    <section className="panel overflow-hidden" aria-label="Rollbacks against their target time">
      <div className="panel-head">
        <h2>Rollbacks against their target time</h2>
        <span className="text-12 text-ink-3">proven ones, from start to proof</span>
      </div>
      <PanelState query={query} what="rollback times" skeleton={<Skeleton rows={3} className="p-4" />}>
        {({ procedures }) =>
          procedures.length === 0 ? (
            <Empty icon={<Timer size={16} aria-hidden />} title="No rollback in the last 91 days">
              Rehearse one on a drill target before it is needed.
            </Empty>
          ) : (
            <div className="overflow-x-auto">
              <table className="table labelled">
                <thead>
                  <tr>
                    <th>Procedure</th>
                    <th>Mode</th>
                    <th>Proven</th>
                    <th>Time</th>
                    <th>Target</th>
                    <th>In time</th>
                  </tr>
                </thead>
                <tbody>
                  {procedures.map((row) => (
                    <tr key={`${row.playbook} ${row.procedure} ${row.mode}`}>
                      <td>
                        <b className="font-semibold">{row.title}</b> <span className="text-ink-3">{row.procedure}</span>
                      </td>
                      <td>{row.mode}</td>
                      <td data-label="Proven">
                        {row.proven} of {row.runs}
                      </td>
                      <SpreadCell title="Time" spread={row.tookMs} />
                      <td data-label="Target">{duration(row.targetTimeMs)}</td>
                      <td data-label="In time" className={row.inTime < row.proven ? "text-warn" : ""}>
                        {row.proven === 0 ? "none proven" : `${row.inTime} of ${row.proven}`}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </PanelState>
    </section>
  );
}

function SpreadCell({ title, spread }: { title: string; spread: Spread }) {
  if (spread.p50 === null || spread.p90 === null)
    return (
      <td data-label={title} className="text-ink-3">
        not known
      </td>
    );
  return (
    <td data-label={title} className="whitespace-nowrap">
      {duration(spread.p50)} <span className="text-ink-3">/ {duration(spread.p90)}</span>
    </td>
  );
}
