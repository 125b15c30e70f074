"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Pin, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { api, sentenceOf } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { EvidenceView } from "#lib/contract/incident.ts";
import type { RunView } from "#lib/contract/run.ts";
import { linesInWords, MOST_PINNED_LINES } from "#lib/domain/investigation/excerpt.ts";
import { type LinePlace, lineLink } from "./use-line-link.ts";

type Props = { run: RunView; linked: LinePlace; onClose: () => void };

/** What can be done with the lines that were chosen by their numbers: kept as evidence, or shown to somebody. */
export function PinBar({ run, linked, onClose }: Props) {
  const client = useQueryClient();
  const off = useWriteOff("incident.note", "Pinning");
  const lines = { from: linked.line + 1, to: (linked.to ?? linked.line) + 1 };
  const pin = useMutation({
    mutationFn: () =>
      api.post<EvidenceView>(`/incidents/${run.incident}/evidence`, {
        runId: run.id,
        stepRunId: linked.stepRunId,
        ...lines,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.incidents.detail(run.incident) });
      await client.invalidateQueries({ queryKey: keys.rca(run.incident) });
    },
  });
  const words = linesInWords(lines);
  const isTooMuch = lines.to - lines.from >= MOST_PINNED_LINES;
  return (
    <div className="pin-bar">
      <b className="font-medium">{words[0]?.toUpperCase() + words.slice(1)}</b>
      <span className="only-wide text-ink-3">Shift and a number: up to there</span>
      <span className="flex-1" role="status">
        {pin.isError ? <span className="text-crit">Not pinned. {sentenceOf(pin.error)}</span> : null}
      </span>
      {pin.isSuccess ? (
        <span className="flex items-center gap-1 text-ok">
          <Check size={13} aria-hidden /> Pinned to the review
        </span>
      ) : (
        <Button
          size="sm"
          off={off ?? (isTooMuch ? `At most ${MOST_PINNED_LINES} lines are pinned at once.` : null)}
          busy={pin.isPending && "Pinning"}
          onClick={() => pin.mutate()}
        >
          <Pin size={13} aria-hidden /> Pin as evidence
        </Button>
      )}
      <CopyButton
        iconOnly
        label="Copy the link"
        text={() => new URL(lineLink(run.id, linked), window.location.href).href}
      />
      <button type="button" className="btn sm icon quiet" aria-label="Choose no lines" onClick={onClose}>
        <X size={13} aria-hidden />
      </button>
    </div>
  );
}
