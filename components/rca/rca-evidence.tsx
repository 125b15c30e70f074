import { Archive } from "lucide-react";
import { Empty } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { EvidenceLink } from "#components/evidence/evidence-link.tsx";
import { pinched } from "#lib/client/format.ts";
import type { RcaView } from "#lib/contract/rca.ts";

/** Proof that was kept, beside the text that cites it. */
export function RcaEvidence({ view }: { view: RcaView }) {
  return (
    <aside className="rca-evidence" aria-label="Evidence">
      <div className="col-head">
        Evidence <span className="count">{view.evidence.length}</span>
      </div>
      {view.evidence.length === 0 ? (
        <Empty icon={<Archive size={16} aria-hidden />} title="No evidence was kept">
          Runs keep what their probes found.
        </Empty>
      ) : (
        <ul>
          {view.evidence.map((evidence) => (
            <li key={evidence.id} className="border-line border-b px-3.5 py-2">
              <span className="block">
                <EvidenceLink incident={view.incident} evidence={evidence} />
              </span>
              <span className="block whitespace-pre-wrap break-words text-12 text-ink-2">{evidence.detail}</span>
              <span className="text-11 text-ink-3">
                {evidence.kind}, {evidence.source}, <At at={evidence.at} />,{" "}
                <span className="mono" title={evidence.sha256}>
                  sha256 {pinched(evidence.sha256)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
