"use client";
import { useQuery } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { queries } from "#lib/client/queries.ts";
import { useRoom } from "../room-context.tsx";
import { RoleRow } from "./role-row.tsx";

/** Who leads, who operates, who speaks, who writes. */
export function RolesDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { incident } = useRoom();
  const handle = useQuery(queries.me()).data?.handle ?? "";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Roles in this incident"
      description={`INC-${incident.number}. Each change is written into the timeline.`}
      footer={
        <>
          <p>A role is held by one person until the next one accepts it.</p>
          <Button data-first-focus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ul className="grid gap-2" aria-label="Roles">
        {incident.roles.map((role) => (
          <RoleRow key={role.role} incident={incident.number} role={role} handle={handle} />
        ))}
      </ul>
    </Dialog>
  );
}
