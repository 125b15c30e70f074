"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleMinus, Clock, PhoneOff, PhoneOutgoing } from "lucide-react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { duration } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useNow } from "#lib/client/use-now.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { CommunicationView } from "#lib/contract/communication.ts";

type Step = CommunicationView["escalation"]["steps"][number];
const LOOK = {
  waiting: { icon: Clock, ink: "text-ink-2", label: null },
  called: { icon: PhoneOutgoing, ink: "text-accent", label: "Called" },
  unreached: { icon: PhoneOff, ink: "text-crit", label: "Nobody reached" },
  stopped: { icon: CircleMinus, ink: "text-ink-3", label: "Not called" },
} as const;

/** Who was called, who is next and when, and the button that stops it. */
export function Escalation({ escalation }: { escalation: CommunicationView["escalation"] }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const off = useWriteOff("escalation.acknowledge", "Acknowledging");
  const acknowledge = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/escalation/acknowledge`, { note: "" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.communication(incident.number) }),
  });
  const { steps, acknowledged } = escalation;
  if (steps.length === 0) return null;
  const isOver = incident.status === "resolved" || incident.status === "closed";
  return (
    <section aria-label="Escalation" className="pb-1">
      <div className="group">
        <span>Escalation</span>
        <span>{acknowledged ? "acknowledged" : isOver ? "over" : "until somebody acknowledges"}</span>
      </div>
      {acknowledged ? (
        <p className="comms-note">
          <CircleCheck size={14} aria-hidden className="text-ok" />
          <span>
            {acknowledged.by.name} has it, <At at={acknowledged.at} />
            {acknowledged.note ? `, ${acknowledged.note}` : ""}
          </span>
        </p>
      ) : isOver ? null : (
        <div className="px-3 py-1.5">
          <ProblemBanner error={acknowledge.error} lead="Not acknowledged." />
          <Button
            size="sm"
            look="primary"
            off={off}
            busy={acknowledge.isPending && "Acknowledging"}
            onClick={() => acknowledge.mutate()}
          >
            Acknowledge
          </Button>
        </div>
      )}
      <ol>
        {steps.map((step) => (
          <EscalationStep key={step.step} step={step} />
        ))}
      </ol>
    </section>
  );
}

function EscalationStep({ step }: { step: Step }) {
  const now = useNow();
  const look = LOOK[step.state];
  const left = Date.parse(step.dueAt) - now;
  return (
    <li className="comms-item" data-state={step.state}>
      <look.icon size={15} aria-hidden className={look.ink} />
      <div className="min-w-0">
        <div className="head">
          <span className="name">{step.title}</span>
          <span className={`font-semibold ${look.ink}`}>
            {look.label ?? (left > 0 && now > 0 ? `in ${duration(left)}` : "now")}
          </span>
        </div>
        <div className="meta">
          {step.firedAt ? (
            <>
              at <At at={step.firedAt} />, {step.roles.join(", ")}
              {step.state === "unreached" ? ". Call them by hand." : ""}
            </>
          ) : step.state === "stopped" ? (
            (step.stopReason ?? "")
          ) : (
            `unless ${step.until === "resolved" ? "resolved" : "acknowledged"}; ${step.roles.join(", ")}`
          )}
        </div>
      </div>
    </li>
  );
}
