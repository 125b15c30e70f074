"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Command } from "#lib/client/palette/commands.ts";
import { useOffer } from "#lib/client/palette/here.ts";
import { startActionOf, whyNot } from "#lib/client/permission.ts";
import { queries } from "#lib/client/queries.ts";
import { defaultOption } from "#lib/client/rollback.ts";
import type { Me } from "#lib/contract/common.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { bareTitle, procedureName, type Room, useRoom } from "./room-context.tsx";

type HeaderDialog = "resolve" | "severity" | "roles";

/** What the head of the room offers to the palette: its dialogs. */
export function useHeaderCommands(
  isOver: boolean,
  off: { resolve: string | null; severity: string | null },
  open: (dialog: HeaderDialog) => void,
) {
  const { number } = useRoom().incident;
  const { resolve, severity } = off;
  useOffer(
    useMemo(() => {
      const offer = (dialog: HeaderDialog, title: string, why: string | null): Command => ({
        id: `here:${dialog}`,
        group: "Here",
        title,
        detail: `INC-${number}`,
        words: [dialog],
        off: why,
        open: () => open(dialog),
      });
      const over = isOver ? `INC-${number} is over.` : null;
      return [
        offer("resolve", "Resolve…", over ?? resolve),
        offer("severity", "Change severity…", over ?? severity),
        offer("roles", "Roles: take, assign, hand over…", null),
      ];
    }, [number, isOver, resolve, severity, open]),
  );
}

/** Each procedure's confirmation; the dialog says what is off and why, and it alone starts. */
export function useRollbackCommands({ incident, playbook, openRollback }: Room) {
  const { number, status } = incident;
  const isOver = status === "resolved" || status === "closed";
  const me = useQuery(queries.me()).data;
  useOffer(
    useMemo(
      () =>
        (playbook?.procedures ?? []).map(
          (procedure): Command => ({
            id: `here:roll-back:${procedure.id}`,
            group: "Here",
            title: `Roll back: ${procedureName(procedure)}…`,
            detail: bareTitle(procedure),
            words: [procedure.id, procedure.summary, `INC-${number}`],
            off: isOver ? `INC-${number} is over.` : startOff(me, procedure),
            open: () => openRollback(procedure.id),
          }),
        ),
      [playbook, number, isOver, me, openRollback],
    ),
  );
}

const startOff = (me: Me | undefined, procedure: ProcedureView) =>
  whyNot(me, startActionOf(procedure, defaultOption(procedure)?.id ?? ""), "Starting this");
