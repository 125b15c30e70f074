"use client";
import { Users } from "lucide-react";
import type { IncidentRoleView } from "#lib/contract/roles.ts";

/** Who leads, in the head of the room; opens the roles. Nobody is said too. */
export function RoleBar({ roles, onOpen }: { roles: readonly IncidentRoleView[]; onOpen: () => void }) {
  const leader = roles.find(({ role }) => role === "incident-commander")?.holder ?? null;
  const others = roles.filter(({ role, holder }) => role !== "incident-commander" && holder !== null);
  return (
    <button type="button" className="role-bar" title={rolesInWords(roles)} onClick={onOpen}>
      <Users size={13} aria-hidden />
      <span>
        Commander <b className={leader ? "" : "text-warn"}>{leader ?? "unassigned"}</b>
      </span>
      {others.map(({ role, title, holder }) => (
        <span key={role} className="only-xl">
          {title.replace(/ lead$/, "")} <b>{holder}</b>
        </span>
      ))}
      {others.length < roles.length - 1 ? (
        <span className="text-ink-3">{roles.length - 1 - others.length} more unassigned</span>
      ) : null}
    </button>
  );
}

const rolesInWords = (roles: readonly IncidentRoleView[]): string =>
  `Roles: ${roles.map(({ title, holder }) => `${title} ${holder ?? "unassigned"}`).join(", ")}`;
