"use client";
import { CircleCheck, CircleX, Hourglass, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { At } from "#components/common/time.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { ChecklistItemView } from "#lib/contract/incident.ts";
import { EvidencePopover } from "./evidence-popover.tsx";
import { TickDialog } from "./tick-dialog.tsx";

/** One item: ticked by a machine (shield), by a person (check), failed (cross), waiting for a step (hourglass), or open for a person (box). */
export function ChecklistItem({ item }: { item: ChecklistItemView }) {
  const [isAsking, setAsking] = useState(false);
  const off = useWriteOff("checklist.tick", "Ticking");
  const isTicked = item.state === "ticked";
  return (
    <li className="check" data-state={item.state}>
      <span className="mark">
        {isTicked ? (
          <TickMark item={item} />
        ) : item.by === "person" ? (
          <button
            type="button"
            className="tick-box"
            aria-label={`Tick: ${item.title}`}
            title={off ?? `Tick: ${item.title}`}
            aria-disabled={off !== null || undefined}
            onClick={() => (off === null ? setAsking(true) : undefined)}
          />
        ) : item.state === "failed" ? (
          <CircleX size={16} aria-hidden className="text-crit" />
        ) : (
          <Hourglass size={15} aria-hidden className="text-ink-3" />
        )}
        <span className="sr-only">{isTicked ? "Ticked: " : item.state === "failed" ? "Failed: " : "Open: "}</span>
      </span>
      <div className="min-w-0">
        <div className="name">{item.title}</div>
        <div className="meta">
          <Meta item={item} />
          {!isTicked && item.by !== "person" && off === null ? (
            <button type="button" className="link by-hand" onClick={() => setAsking(true)}>
              tick by hand
            </button>
          ) : null}
        </div>
      </div>
      <TickDialog item={item} open={isAsking} onClose={() => setAsking(false)} />
    </li>
  );
}

/** A shield for what a probe proved; a plain check for what a command or the record says; a green check for a person's word. */
function TickMark({ item }: { item: ChecklistItemView }) {
  if (item.evidence?.kind === "probe") return <ShieldCheck size={16} aria-hidden className="text-ok" />;
  return <CircleCheck size={16} aria-hidden className={item.evidence ? "text-ink-2" : "text-ok"} />;
}

function Meta({ item }: { item: ChecklistItemView }) {
  if (item.state === "failed" && item.evidence) return <EvidencePopover evidence={item.evidence} />;
  if (item.state === "open") {
    if (item.by === "person") return <span>a person ticks it, with a note</span>;
    if (item.by === "record") return <span>the record ticks it</span>;
    return <span>{item.waitsFor ? `waits for “${item.waitsFor}”` : "waits for its proof"}</span>;
  }
  const isPerson = item.tickedBy?.kind === "user" || item.tickedBy?.kind === "token";
  return (
    <>
      <span>
        {item.by === "record" ? "from the record" : isPerson ? item.tickedBy?.name : "by the run"}
        {item.tickedAt ? ", " : ""}
        {item.tickedAt ? <At at={item.tickedAt} /> : null}
        {item.note ? `, “${item.note}”` : ""}
      </span>
      {item.evidence ? <EvidencePopover evidence={item.evidence} /> : null}
    </>
  );
}
