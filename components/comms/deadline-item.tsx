"use client";
import { useState } from "react";
import { Deadline } from "#components/common/deadline.tsx";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { useNow } from "#lib/client/use-now.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { CommunicationView, DeadlineView } from "#lib/contract/communication.ts";
import { DEADLINE_LOOK, isOpen, wayOf } from "./deadline-look.ts";
import { DraftDialog } from "./draft-dialog.tsx";
import { SettleDialog } from "./settle-dialog.tsx";

type Props = { deadline: DeadlineView; communication: CommunicationView };

/** One thing that is owed: its clock, and what settles it. */
export function DeadlineItem({ deadline, communication }: Props) {
  const { incident } = useRoom();
  const now = useNow();
  const [dialog, setDialog] = useState<"draft" | "done" | "cancel" | null>(null);
  const off = useWriteOff("communication.tick", "Ticking");
  const open = isOpen(deadline);
  // The clock of the page runs on between two reads.
  const isOverdue = open && now > Date.parse(deadline.dueAt);
  const look = DEADLINE_LOOK[isOverdue ? "overdue" : deadline.state];
  const isOver = incident.status === "resolved" || incident.status === "closed";
  return (
    <li className="comms-item" data-state={isOverdue ? "overdue" : deadline.state}>
      <look.icon size={15} aria-hidden className={look.ink} />
      <div className="min-w-0">
        <div className="head">
          <span className="name">{deadline.title}</span>
          {open ? (
            <Deadline at={deadline.dueAt} from={deadline.startedAt} />
          ) : (
            <span className={`font-semibold ${look.ink}`}>{look.label}</span>
          )}
        </div>
        <div className="meta">
          {open ? wayOf(deadline) : <Settled deadline={deadline} />}
          {open && deadline.optional ? ", if it applies" : ""}
        </div>
        {open ? (
          <div className="acts">
            {deadline.template === null ? null : (
              <Button size="sm" look={isOverdue ? "primary" : "default"} onClick={() => setDialog("draft")}>
                Review and send…
              </Button>
            )}
            {deadline.via === "record" ? null : (
              <Button size="sm" off={off} onClick={() => setDialog("done")}>
                {deadline.via === "person" ? "Done…" : "By hand…"}
              </Button>
            )}
            {deadline.optional || isOver ? (
              <Button size="sm" look="quiet" off={off} onClick={() => setDialog("cancel")}>
                Does not apply…
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
      {dialog === "draft" ? (
        <DraftDialog deadline={deadline} communication={communication} onClose={() => setDialog(null)} />
      ) : dialog ? (
        <SettleDialog deadline={deadline} as={dialog} onClose={() => setDialog(null)} />
      ) : null}
    </li>
  );
}

function Settled({ deadline: { settledBy, settledAt, note } }: { deadline: DeadlineView }) {
  return (
    <>
      {settledBy ? `${settledBy.name}, ` : ""}
      {settledAt ? <At at={settledAt} /> : null}
      {note ? `, “${note}”` : ""}
    </>
  );
}
