"use client";
import { CircleCheck, Hourglass, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DrillItemView, DrillView } from "#lib/contract/drill.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

type Props = { drill: DrillView; list: "steps" | "checklist"; title: string };

/** Steps or checklist: a shield for what the record proves, a check for a person's word. */
export function ItemList({ drill, list, title }: Props) {
  const [asked, ask] = useState<DrillItemView | null>(null);
  const off = useWriteOff("drill.take-part", "Ticking");
  const isOver = drill.status === "done" || drill.status === "cancelled";
  const items = drill[list];
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="ml-auto text-12 text-ink-3">
          {items.filter((i) => i.isTicked).length} of {items.length}
        </span>
      </div>
      <ul className="drill-items">
        {items.map((item) => (
          <li key={item.id}>
            <span className="mark">
              {item.evidence !== null ? (
                <ShieldCheck size={16} aria-hidden className="text-ok" />
              ) : item.isTicked ? (
                <CircleCheck size={16} aria-hidden className="text-ok" />
              ) : item.by === "record" ? (
                <Hourglass size={15} aria-hidden className="text-ink-3" />
              ) : (
                <button
                  type="button"
                  className="tick-box"
                  aria-label={`Tick: ${item.title}`}
                  aria-disabled={off !== null || isOver || undefined}
                  onClick={() => (off === null && !isOver ? ask(item) : undefined)}
                />
              )}
              <span className="sr-only">{item.isTicked ? "Ticked: " : "Open: "}</span>
            </span>
            <div className="min-w-0">
              {item.title}
              <span className="block text-11 text-ink-3">
                <Meta item={item} />{" "}
                {item.by === "record" && !item.isTicked && off === null && !isOver ? (
                  <button type="button" className="link" onClick={() => ask(item)}>
                    tick by hand
                  </button>
                ) : null}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {asked ? <TickDialog number={drill.number} list={list} item={asked} onClose={() => ask(null)} /> : null}
    </section>
  );
}

function Meta({ item }: { item: DrillItemView }) {
  if (item.evidence !== null) return <>{item.evidence}</>;
  if (!item.isTicked) return <>{item.by === "record" ? "waits for the record" : "a person attests"}</>;
  return (
    <>
      {item.tickedBy}
      {item.tickedAt ? (
        <>
          , <At at={item.tickedAt} />
        </>
      ) : null}
      {item.note ? `, ${item.note}` : ""}
    </>
  );
}

type TickProps = { number: number; list: "steps" | "checklist"; item: DrillItemView; onClose: () => void };

function TickDialog({ number, list, item, onClose }: TickProps) {
  const verb = useDrillVerb(number);
  const [note, setNote] = useState("");
  const needsNote = item.by === "record" && note.trim() === "";
  return (
    <Dialog
      open
      onClose={onClose}
      title={item.title}
      description={
        item.by === "record" ? "The record does not prove it. Say what you saw." : "You attest it with your name."
      }
      footer={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button
            look="primary"
            off={needsNote ? "Say what you saw." : null}
            busy={verb.isPending && "Ticking"}
            onClick={() =>
              verb.mutate({ path: `${list}/${item.id}`, body: { ticked: true, note } }, { onSuccess: onClose })
            }
          >
            Tick
          </Button>
        </>
      }
    >
      <ProblemBanner error={verb.error} lead="Not ticked." />
      <AreaField
        label="Note"
        value={note}
        maxLength={2000}
        data-first-focus
        onChange={(event) => setNote(event.target.value)}
      />
    </Dialog>
  );
}
