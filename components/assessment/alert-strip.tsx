"use client";
import { useQuery } from "@tanstack/react-query";
import { BellRing, Check } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { AlertFacts } from "#components/alerts/alert-facts.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import type { AlertDraftView } from "#lib/contract/alert.ts";

/**
 * What the monitoring already knows: one click puts an alert's signals into the form. `?alert=` of the address does it by itself. An assessment works
 * without alerts, so while they cannot be read there is only a line that says so.
 */
export function AlertStrip({ chosen, onUse }: { chosen: string | null; onUse: (draft: AlertDraftView) => void }) {
  const { data = [], isError } = useQuery(queries.alertDrafts());
  const wanted = useSearchParams().get("alert");
  const takenRef = useRef(false);
  const take = useEffectEvent(onUse);
  useEffect(() => {
    const draft = data.find((d) => d.id === wanted);
    if (!draft || takenRef.current) return;
    takenRef.current = true;
    take(draft);
  }, [data, wanted]);
  if (isError) return <p className="mb-3 text-12 text-warn">Alerts could not be read; fill in what you know.</p>;
  if (data.length === 0) return <span hidden>No alert waits.</span>;
  return (
    <ul className="panel mb-3" aria-label="Alerts">
      {data.map((draft) => (
        <li key={draft.id} className="alert-row">
          <BellRing size={16} aria-hidden className={draft.status === "firing" ? "text-crit" : "text-ink-3"} />
          <AlertFacts draft={draft} />
          {chosen === draft.id ? (
            <span className="flex items-center gap-1 text-12 text-ink-2">
              <Check size={13} aria-hidden /> used; declared from it
            </span>
          ) : (
            <Button size="sm" onClick={() => onUse(draft)}>
              Use its signals
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
