"use client";
import { CircleDashed, UserCheck } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { IncidentRoleView } from "#lib/contract/roles.ts";
import { RoleForm } from "./role-form.tsx";
import { type RoleVerb, useRoleVerb } from "./use-role-verb.ts";

type Props = { incident: number; role: IncidentRoleView; handle: string };

/** Who holds one role, and what the reader can do about it. */
export function RoleRow({ incident, role, handle }: Props) {
  const [form, setForm] = useState<"assign" | "hand-over" | null>(null);
  const press = useRoleVerb(incident, () => setForm(null));
  const takeOff = useWriteOff("role.take", "Holding a role");
  const assignOff = useWriteOff("role.assign", "Assigning a role");
  const isMine = role.holder === handle;
  const isOffered = role.offer?.to === handle;
  const act = (verb: RoleVerb, body: Record<string, unknown> = {}) => press.mutate({ role: role.role, verb, body });
  return (
    <li className="role-row" aria-label={role.title}>
      <div className="who">
        {role.holder ? (
          <UserCheck size={15} aria-hidden className="text-accent" />
        ) : (
          <CircleDashed size={15} aria-hidden className="text-warn" />
        )}
        <b>{role.title}</b>
        <span className={role.holder ? "" : "text-warn"}>{role.holder ?? "unassigned"}</span>
        {role.since ? (
          <span className="text-ink-3">
            since <At at={role.since} />
          </span>
        ) : null}
      </div>
      {role.offer ? (
        <p className="offer">
          Being handed over to <b>{role.offer.to}</b>: {role.offer.note}
        </p>
      ) : null}
      <ProblemBanner error={press.error} lead="Not changed." />
      {form ? (
        <RoleForm
          role={role}
          verb={form}
          isBusy={press.isPending}
          onCancel={() => setForm(null)}
          onSend={(body) => act(form, body)}
        />
      ) : (
        <div className="acts">
          {role.holder === null ? (
            <Button size="sm" look="primary" off={takeOff} onClick={() => act("take")}>
              Take
            </Button>
          ) : null}
          {isOffered ? (
            <>
              <Button size="sm" look="primary" off={takeOff} onClick={() => act("answer", { accepted: true })}>
                Accept
              </Button>
              <Button size="sm" off={takeOff} onClick={() => act("answer", { accepted: false })}>
                Decline
              </Button>
            </>
          ) : null}
          {isMine && role.offer ? (
            <Button size="sm" off={takeOff} onClick={() => act("answer", { accepted: false })}>
              Keep it
            </Button>
          ) : null}
          {isMine ? (
            <>
              <Button size="sm" off={takeOff} onClick={() => setForm("hand-over")}>
                Hand over…
              </Button>
              <Button size="sm" look="quiet" off={takeOff} onClick={() => act("release")}>
                Give up
              </Button>
            </>
          ) : (
            <Button size="sm" look="quiet" off={assignOff} onClick={() => setForm("assign")}>
              Assign…
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
