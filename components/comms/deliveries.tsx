"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DeliveryView } from "#lib/contract/communication.ts";
import { DELIVERY_LOOK } from "./delivery-look.ts";

/** What was sent to whom, and what the other side answered. */
export function Deliveries({ deliveries }: { deliveries: DeliveryView[] }) {
  if (deliveries.length === 0) return null;
  const unclear = deliveries.filter((d) => d.state === "failed" || d.state === "unknown").length;
  return (
    <section aria-label="Deliveries" className="pb-1">
      <div className="group">
        <span>Deliveries</span>
        <span>{unclear > 0 ? `${plural(unclear, "needs", "need")} a look` : plural(deliveries.length, "message")}</span>
      </div>
      <ul>
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function Delivery({ delivery }: { delivery: DeliveryView }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const off = useWriteOff("communication.send", "Sending again");
  const look = DELIVERY_LOOK[delivery.state];
  const retry = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/deliveries/${delivery.id}/retry`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.communication(incident.number) }),
  });
  const attempts = delivery.attempts.length;
  return (
    <li className="comms-item" data-state={delivery.state}>
      <look.icon size={15} aria-hidden className={look.ink} />
      <div className="min-w-0">
        <div className="head">
          <span className="name">{delivery.recipientName || delivery.recipient || delivery.channel}</span>
          <span className={`font-semibold ${look.ink}`}>{look.label}</span>
        </div>
        <div className="meta">
          {delivery.step ? `${delivery.step}: ` : ""}“{delivery.subject}” by {delivery.channel},{" "}
          <At at={delivery.endedAt ?? delivery.createdAt} />
          {attempts > 1 ? `, ${plural(attempts, "attempt")}` : ""}
          {delivery.nextAttemptAt && attempts > 0 ? (
            <>
              , next at <At at={delivery.nextAttemptAt} />
            </>
          ) : null}
        </div>
        {delivery.answer ? <div className="meta mono">{delivery.answer}</div> : null}
        <ProblemBanner error={retry.error} lead="Not sent again." />
        {delivery.state === "failed" || delivery.state === "unknown" ? (
          <div className="acts">
            <Button size="sm" off={off} busy={retry.isPending && "Sending"} onClick={() => retry.mutate()}>
              {delivery.state === "unknown" ? "Send again, it may arrive twice" : "Send again"}
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  );
}
