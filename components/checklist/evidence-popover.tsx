"use client";
import { At } from "#components/common/time.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { EvidenceView } from "#lib/contract/incident.ts";

/** The proof behind a tick: what was found, where, when, and its hash. */
export function EvidencePopover({ evidence }: { evidence: EvidenceView }) {
  return (
    <Popover
      label={`Evidence: ${evidence.title}`}
      trigger={
        <button type="button" className="link max-w-full truncate text-left">
          {evidence.detail || evidence.title}
        </button>
      }
    >
      <p className="mb-2 font-semibold">{evidence.title}</p>
      <dl className="kv max-w-[320px]">
        <dt>Found</dt>
        <dd className="whitespace-pre-wrap">
          <b>{evidence.detail || "no detail"}</b>
        </dd>
        <dt>Kind</dt>
        <dd>{evidence.kind}</dd>
        <dt>From</dt>
        <dd>{evidence.source}</dd>
        <dt>At</dt>
        <dd>
          <At at={evidence.at} /> UTC
        </dd>
        <dt>sha256</dt>
        <dd className="mono break-all">{evidence.sha256}</dd>
      </dl>
    </Popover>
  );
}
