"use client";
import { useQuery } from "@tanstack/react-query";
import { UserCheck } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { sentenceOf } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { IncidentRoleView } from "#lib/contract/roles.ts";
import { useRoom } from "../room-context.tsx";
import { useRoleVerb } from "./use-role-verb.ts";

/** Every hand-over that waits for the reader, with what its holder wants them to know. */
export function HandOverBanners() {
  const { incident } = useRoom();
  const handle = useQuery(queries.me()).data?.handle;
  return incident.roles
    .filter((role) => role.offer !== null && role.offer.to === handle)
    .map((role) => <HandOver key={role.role} incident={incident.number} role={role} />);
}

function HandOver({ incident, role }: { incident: number; role: IncidentRoleView }) {
  const press = useRoleVerb(incident, () => {});
  const off = useWriteOff("role.take", "Holding a role");
  const answer = (accepted: boolean) => press.mutate({ role: role.role, verb: "answer", body: { accepted } });
  return (
    <div className="banner warn rounded-none! border-x-0!" role="status">
      <UserCheck size={15} aria-hidden />
      <span className="min-w-0 flex-1">
        <b>
          {role.holder} hands over to you: {role.title.toLowerCase()}.
        </b>{" "}
        {role.offer?.note} {press.error ? sentenceOf(press.error) : null}
      </span>
      <Button size="sm" look="primary" off={off} busy={press.isPending && "Answering"} onClick={() => answer(true)}>
        Accept
      </Button>
      <Button size="sm" off={off} onClick={() => answer(false)}>
        Decline
      </Button>
    </div>
  );
}
