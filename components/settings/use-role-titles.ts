"use client";
import { useQuery } from "@tanstack/react-query";
import { queries } from "#lib/client/queries.ts";

/** Titles of the roles of all playbooks; an id that no playbook has any more stands for itself. */
export function useRoleTitles(): (id: string) => string {
  const roles = useRoles();
  return (id) => roles.find((role) => role.id === id)?.title ?? id;
}

/** Each role once, with the playbooks that have it. */
export function useRoles(): { id: string; title: string; playbooks: string[] }[] {
  const playbooks = useQuery(queries.playbooks()).data ?? [];
  const roles = new Map<string, { id: string; title: string; playbooks: string[] }>();
  for (const playbook of playbooks)
    for (const { id, title } of playbook.communication.roles) {
      const known = roles.get(id);
      if (known) known.playbooks.push(playbook.title);
      else roles.set(id, { id, title, playbooks: [playbook.title] });
    }
  return [...roles.values()];
}
