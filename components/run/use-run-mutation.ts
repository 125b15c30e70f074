"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";

/** A verb on a run: sends it, then reads the run and its incident again. */
export function useRunMutation<T = unknown>(
  run: { id: string; incident: number },
  path: string,
  onDone: (answer: T) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body = {}, key }: { body?: unknown; key?: string }) =>
      api.post<T>(`/runs/${run.id}${path}`, body, key),
    onSuccess: (answer) => {
      onDone(answer);
      void client.invalidateQueries({ queryKey: keys.runs.detail(run.id) });
      void client.invalidateQueries({ queryKey: keys.incidents.detail(run.incident) });
    },
  });
}
