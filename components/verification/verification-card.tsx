"use client";
import { useQuery } from "@tanstack/react-query";
import { Circle, CircleX, ShieldCheck, Stethoscope } from "lucide-react";
import { useRoom } from "#components/incident/room-context.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import type { ChecklistItemView } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { StabilityClock } from "./stability-clock.tsx";
import { VerifyNow } from "./verify-now.tsx";

/** Whether what was rolled back holds: each item of the post-rollback checklist and the clock of the stability window. */
export function VerificationCard() {
  const { incident, playbook } = useRoom();
  const latest = incident.verifications[0];
  if (!playbook?.verification || (!latest && incident.runs.length === 0)) return null;
  const items = incident.checklist.filter((item) => item.procedure === "verification");
  return (
    <section className="verification" aria-label="Verification" data-status={latest?.status}>
      <div className="head">
        <Stethoscope size={14} aria-hidden className="text-ink-2" />
        <h3>Verification</h3>
        <span className="flex-1" />
        {latest ? <RunPill status={latest.status} label={LABEL[latest.status]} /> : null}
      </div>
      {latest ? <Found verification={latest} items={items} /> : <p>Starts by itself when a rollback has ended.</p>}
      <VerifyNow latest={latest} />
    </section>
  );
}

function Found({ verification, items }: { verification: RunSummary; items: ChecklistItemView[] }) {
  const { incident, showRun } = useRoom();
  const run = useQuery(queries.run(verification.id)).data;
  const verified = incident.runs.find((r) => r.id === verification.verifies);
  return (
    <>
      <p>
        of <b>{verified?.title ?? `INC-${incident.number}`}</b>.{" "}
        <button type="button" className="link" onClick={() => showRun(verification.id)}>
          Show its run
        </button>
      </p>
      <ul>
        {items.map((item) => (
          <Item key={item.slug} item={item} />
        ))}
      </ul>
      {run ? <StabilityClock run={run} /> : null}
      {verification.status === "failed" && run ? <NextLevel next={run.next} /> : null}
    </>
  );
}

function Item({ item }: { item: ChecklistItemView }) {
  const { icon: Icon, ink, word } = ITEM_LOOK[item.state];
  return (
    <li data-state={item.state} title={item.evidence?.detail}>
      <Icon size={13} aria-hidden className={`flex-none ${ink}`} />
      <span className="sr-only">{word}: </span>
      <span className="min-w-0 truncate">{item.title}</span>
    </li>
  );
}

/** What does not hold asks for the next level, beside the fact that says so. */
function NextLevel({ next }: { next: { kind: string; procedure: string | null; label: string }[] }) {
  const { openRollback } = useRoom();
  const further = next.find((n) => n.kind === "procedure");
  const procedure = further?.procedure;
  if (!procedure) return null;
  return (
    <Button size="sm" look="primary" onClick={() => openRollback(procedure)}>
      {further.label}
    </Button>
  );
}

const ITEM_LOOK = {
  ticked: { icon: ShieldCheck, ink: "text-ok", word: "Holds" },
  failed: { icon: CircleX, ink: "text-crit", word: "Does not hold" },
  open: { icon: Circle, ink: "text-ink-3", word: "Not known yet" },
} as const;

const LABEL: Record<RunStatus, string> = {
  "awaiting-approval": "Waits",
  armed: "Waits",
  queued: "Begins",
  running: "Verifying",
  waiting: "Waits",
  succeeded: "Holds, proven",
  unproven: "Not proven",
  failed: "Does not hold",
  cancelled: "Ended early",
  interrupted: "Interrupted",
};
