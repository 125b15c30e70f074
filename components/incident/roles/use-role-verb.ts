"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import type { IncidentRoleView } from "#lib/contract/roles.ts";
import type { IncidentRole } from "#lib/domain/incident/roles.ts";

export type RoleVerb = "take" | "assign" | "hand-over" | "answer" | "release";
export type RolePress = { role: IncidentRole; verb: RoleVerb; body?: Record<string, unknown> };

/** One change of a role. What is shown afterwards is what the server says. */
export function useRoleVerb(incident: number, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ role, verb, body = {} }: RolePress) =>
      api.post<IncidentRoleView>(`/incidents/${incident}/roles/${role}/${verb}`, body),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents.detail(incident) }),
  });
}
