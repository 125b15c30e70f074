"use client";
import { useQuery } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { plural } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { RecordVerification } from "#lib/contract/record.ts";

/** The hash chains of timelines and audit, walked now, and the signed checkpoints that hold their ends. */
export function IntegrityPanel() {
  const query = useQuery(queries.recordVerification());
  return (
    <section className="panel overflow-hidden" aria-label="Integrity of the record">
      <div className="panel-head">
        <h2>Is the record whole?</h2>
        <span className="flex-1" />
        <Button size="sm" busy={query.isFetching && "Verifying"} onClick={() => void query.refetch()}>
          Verify again
        </Button>
      </div>
      <PanelState query={query} what="verification" skeleton={<Skeleton rows={3} className="p-4" />}>
        {(found) => <Found found={found} />}
      </PanelState>
    </section>
  );
}

function Found({ found }: { found: RecordVerification }) {
  const faults = faultsOf(found);
  const { last } = found.checkpoints;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 p-3.5" role="status">
      <p className="flex items-center gap-2">
        {faults.length === 0 ? (
          <ShieldCheck size={16} aria-hidden className="text-ok" />
        ) : (
          <ShieldAlert size={16} aria-hidden className="text-crit" />
        )}
        <b>{faults.length === 0 ? "Whole." : `Changed in ${plural(faults.length, "place")}.`}</b>
        <span className="text-ink-2">
          {plural(found.audit.links, "link")} of the audit, {plural(found.timelines.links, "event")} of{" "}
          {plural(found.timelines.incidents, "incident")}, verified <At at={found.verifiedAt} /> UTC
        </span>
      </p>
      {faults.length > 0 ? (
        <ul className="list-disc pl-5 text-crit">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      ) : null}
      {last ? (
        <dl className="kv">
          <div className="contents">
            <dt>Last checkpoint</dt>
            <dd>
              {last.seq}, <At at={last.at} /> UTC
            </dd>
          </div>
          <div className="contents">
            <dt>Signed by</dt>
            <dd className="mono break-all">
              {last.key} <CopyButton label="Copy the fingerprint" iconOnly text={() => last.key} />
            </dd>
          </div>
        </dl>
      ) : (
        <p className="text-warn">No engine has signed a checkpoint yet: an end that is cut off would not be noticed.</p>
      )}
      <p className="break-all text-12 text-ink-3">
        Exports are checked without this server:{" "}
        <code>backout verify INC-1.tar.gz --key {last?.key ?? "SHA256:…"}</code>
      </p>
    </div>
  );
}

function faultsOf({ audit, timelines, checkpoints }: RecordVerification): string[] {
  return [
    ...(audit.fault ? [`Audit, link ${audit.fault.seq}: ${audit.fault.problem}`] : []),
    ...timelines.faults.map((f) => `INC-${f.incident}, event ${f.seq}: ${f.problem}`),
    ...(checkpoints.fault ? [`Checkpoint ${checkpoints.fault.seq}: ${checkpoints.fault.problem}`] : []),
    ...checkpoints.anchors.map(
      (a) =>
        `${a.incident === null ? "Audit, link" : `INC-${a.incident}, event`} ${a.seq}: ${a.problem} since checkpoint ${a.checkpoint}`,
    ),
  ];
}
