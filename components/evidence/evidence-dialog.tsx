"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Failed, Skeleton } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { count } from "#lib/client/format.ts";
import { evidencePath, queries } from "#lib/client/queries.ts";
import type { EvidenceView } from "#lib/contract/incident.ts";

type Props = { incident: number; evidence: EvidenceView; onClose: () => void };

/** What was collected, as text; the file itself can be downloaded and checked against its hash. */
export function EvidenceDialog({ incident, evidence, onClose }: Props) {
  const query = useQuery(queries.evidence(incident, evidence.id));
  const { content } = evidence;
  return (
    <Dialog
      open
      onClose={onClose}
      title={evidence.title}
      description={evidence.detail}
      width={860}
      tall
      footer={
        <>
          <p className="mono truncate" title={`sha256 ${content?.sha256}`}>
            sha256 {content?.sha256}
          </p>
          {query.data === undefined ? null : <CopyButton label="Copy" size="md" text={() => query.data} />}
          <a className="btn" href={`/api/v1${evidencePath(incident, evidence.id)}`} download>
            <Download size={14} aria-hidden /> Download
          </a>
          <Button data-first-focus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className="mb-2 text-12 text-ink-2">
        From {evidence.source}, collected <At at={evidence.at} /> UTC, {count(content?.bytes ?? 0)} bytes
        {content?.isCutOff ? ", of which the first mebibyte is kept" : ""}. Secrets are masked.
      </p>
      {query.data !== undefined ? (
        <EvidenceText title={evidence.title} text={query.data} />
      ) : query.isError ? (
        <Failed what="evidence" error={query.error} onRetry={query.refetch} />
      ) : (
        <Skeleton rows={8} className="late" />
      )}
    </Dialog>
  );
}

/** It scrolls, so the keyboard has to reach it. */
function EvidenceText({ title, text }: { title: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region is scrolled by keyboard.
    <section className="evidence-text" aria-label={`Text of ${title}`} tabIndex={0}>
      <pre>{text || "Nothing was found."}</pre>
    </section>
  );
}
