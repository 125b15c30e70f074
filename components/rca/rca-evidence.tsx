"use client";
import { Archive } from "lucide-react";
import { useState } from "react";
import { Empty } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { EvidenceLink } from "#components/evidence/evidence-link.tsx";
import { pinched } from "#lib/client/format.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { RcaView } from "#lib/contract/rca.ts";
import { Commands } from "./commands.tsx";
import { Decisions, decisionsOf } from "./decisions.tsx";
import { Excerpt } from "./excerpt.tsx";

type Props = { view: RcaView; incident: IncidentView | undefined };
const TABS = ["Evidence", "Commands", "Decisions"] as const;

/** What the text can lean on: proof that was kept, what ran, and what people decided. */
export function RcaEvidence({ view, incident }: Props) {
  const [tab, setTab] = useState<(typeof TABS)[number]>("Evidence");
  const runs = incident?.runs ?? [];
  const tally = {
    Evidence: view.evidence.length,
    Commands: runs.reduce((sum, run) => sum + run.stepsDone, 0),
    Decisions: decisionsOf(view.timeline).length,
  };
  return (
    <aside className="rca-evidence" aria-label="Evidence, commands and decisions">
      <div className="tabs" role="tablist" aria-label="What the record holds">
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-controls="rca-record"
            aria-selected={name === tab}
            onClick={() => setTab(name)}
          >
            {name} <span className="count">{tally[name]}</span>
          </button>
        ))}
      </div>
      <div id="rca-record" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "Evidence" ? <EvidenceList view={view} /> : null}
        {tab === "Commands" ? <Commands incident={view.incident} runs={runs} /> : null}
        {tab === "Decisions" ? <Decisions timeline={view.timeline} /> : null}
      </div>
    </aside>
  );
}

function EvidenceList({ view }: { view: RcaView }) {
  if (view.evidence.length === 0)
    return (
      <Empty icon={<Archive size={16} aria-hidden />} title="No evidence was kept">
        Runs keep what their probes found. Lines of an output are pinned by their number, in the incident.
      </Empty>
    );
  const pinned = view.evidence.filter((e) => e.lines !== null);
  const others = view.evidence.filter((e) => e.lines === null);
  return (
    <>
      {pinned.map((evidence) => (
        <Excerpt key={evidence.id} incident={view.incident} evidence={evidence} />
      ))}
      <ul>
        {others.map((evidence) => (
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
    </>
  );
}
