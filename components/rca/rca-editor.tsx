"use client";
import { type ReactNode, useMemo } from "react";
import { isFilled } from "#lib/client/rca/merge.ts";
import { useRcaDraft } from "#lib/client/rca/use-rca-draft.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { RcaView } from "#lib/contract/rca.ts";
import { RcaConflicts } from "./rca-conflicts.tsx";
import { RcaEvidence } from "./rca-evidence.tsx";
import { RcaFields } from "./rca-fields.tsx";
import { RcaNav } from "./rca-nav.tsx";
import { RcaRecord } from "./rca-record.tsx";
import { RcaToolbar } from "./rca-toolbar.tsx";

type Props = { view: RcaView; head: ReactNode; incident: IncidentView | undefined };

export function RcaEditor({ view, head, incident }: Props) {
  const draft = useRcaDraft(view);
  const editOff = useWriteOff("rca.edit", "Writing the review");
  const off = view.publishedAt ? "It is published and does not change any more." : editOff;
  const missing = useMemo(
    () => view.fields.filter((f) => f.required && !isFilled(draft.values[f.id])).map((f) => f.id),
    [view.fields, draft.values],
  );
  return (
    <>
      <header className="topbar">
        {head}
        <RcaToolbar view={view} draft={draft} missing={missing} />
      </header>
      <div className="rca">
        <RcaNav view={view} values={draft.values} missing={missing} />
        <div className="rca-form">
          <RcaConflicts view={view} draft={draft} />
          <RcaRecord view={view} />
          <RcaFields view={view} draft={draft} missing={missing} off={off} resolvedAt={incident?.resolvedAt ?? null} />
        </div>
        <RcaEvidence view={view} incident={incident} />
      </div>
    </>
  );
}
