import { SeverityBadge } from "#components/common/severity-badge.tsx";
import type { PlaybookView } from "#lib/contract/playbook.ts";

type Criterion = PlaybookView["criteria"][number];

/** Each criterion with its limits in words. */
export function CriteriaTable({ playbook }: { playbook: PlaybookView }) {
  const unitOf = (signal: string) => playbook.signals.find((s) => s.id === signal)?.unit ?? "";
  return (
    <section className="panel overflow-hidden" aria-label="Criteria">
      <div className="panel-head">
        <h2>Criteria</h2>
        <span className="text-12 text-ink-3">
          highest first; a limit whose duration is not reached counts one class lower
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Criterion</th>
            <th>Counts as</th>
          </tr>
        </thead>
        <tbody>
          {playbook.criteria.map((criterion) => (
            <tr key={criterion.id}>
              <td>
                <b className="font-medium text-13">{criterion.title}</b>
                {criterion.first ? <span className="block text-ink-2">First: {criterion.first}</span> : null}
                {criterion.needs ? <span className="block text-ink-3">{criterion.needs.because}</span> : null}
              </td>
              <td>
                <Limits criterion={criterion} unitOf={unitOf} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Limits({ criterion, unitOf }: { criterion: Criterion; unitOf: (signal: string) => string }) {
  if (criterion.class) {
    return (
      <span className="flex items-center gap-2">
        <SeverityBadge severity={criterion.class} /> when yes
      </span>
    );
  }
  return (
    <span className="grid gap-1">
      {criterion.bands?.map((band) => (
        <span key={`${band.class}-${band.over ?? band.atLeast}`} className="flex items-center gap-2">
          <SeverityBadge severity={band.class} />
          <span>
            {bound(band)} {unitOf(criterion.signal)}
            {band.for ? ` for ${bound(band.for)} ${unitOf(band.for.signal)}` : ""}
          </span>
        </span>
      ))}
    </span>
  );
}

const bound = ({ over, atLeast }: { over?: number | undefined; atLeast?: number | undefined }) =>
  over !== undefined ? `over ${over}` : `${atLeast} or more`;
