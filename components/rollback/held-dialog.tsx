"use client";
import { LoaderCircle } from "lucide-react";
import { RUN_LOOK } from "#components/run/run-status.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Problem } from "#lib/contract/common.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";

type Props = { holder: NonNullable<Problem["holder"]>; onJoin: () => void; onStay: () => void };

/** Someone was first: joining their run is safe, so it has the focus. */
export function HeldDialog({ holder, onJoin, onStay }: Props) {
  return (
    <Dialog
      open
      onClose={onStay}
      lead={<LoaderCircle size={17} />}
      title={`“${holder.title}” already runs on ${holder.target}`}
      description="Your start did nothing. Nothing was queued."
      footer={
        <>
          <p>INC-{holder.incident}</p>
          <Button onClick={onStay}>Stay here</Button>
          <Button look="primary" data-first-focus onClick={onJoin}>
            Join that run
          </Button>
        </>
      }
    >
      <dl className="kv">
        <dt>Started by</dt>
        <dd>
          <b>{holder.by}</b>
        </dd>
        <dt>Now</dt>
        <dd>{RUN_LOOK[holder.status as RunStatus]?.label ?? holder.status}</dd>
        <dt>Target</dt>
        <dd>{holder.target}</dd>
      </dl>
    </Dialog>
  );
}
