import Link from "next/link";
import { duration } from "#lib/client/format.ts";
import type { DrillView } from "#lib/contract/drill.ts";

/** What earlier drills of the same procedure took. */
export function PastDrills({ drill }: { drill: DrillView }) {
  return (
    <section className="panel overflow-hidden" aria-label="Past drills of this procedure">
      <div className="panel-head">
        <h2>Past drills</h2>
        <span className="text-12 text-ink-3">{drill.procedure.title}</span>
      </div>
      {drill.past.length === 0 ? (
        <p className="p-3.5 text-12 text-ink-2">This is the first one of the procedure.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>Drill</th>
              <th>Took</th>
              <th>Result</th>
            </tr>
          </thead>
          <tbody>
            {drill.past.map((p) => (
              <tr key={p.number}>
                <td>
                  <Link className="hover:underline" href={`/drills/${p.number}`} data-row>
                    {p.number}, {p.endedAt.slice(0, 10)}
                  </Link>
                </td>
                <td>{p.procedureMs === null ? "" : duration(p.procedureMs)}</td>
                <td>{result(p)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function result({ procedureMs, procedureTargetMs }: DrillView["past"][number]) {
  if (procedureMs === null) return <span className="text-ink-3">Not proven</span>;
  return procedureMs > procedureTargetMs ? (
    <span className="text-warn">Late</span>
  ) : (
    <span className="text-ok">In time</span>
  );
}
