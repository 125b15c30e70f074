"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { drillKeys } from "#lib/client/drill-queries.ts";
import { api } from "#lib/client/http.ts";
import { randomKey } from "#lib/client/ids.ts";

type Asked = { path: string; body?: unknown; key?: string };

/** A verb of the drill; whatever comes of it, the page reads the drill again. `key` makes a start happen once. */
export function useDrillVerb(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body = {}, key }: Asked) => api.post(`/drills/${number}/${path}`, body, key),
    onSettled: () => client.invalidateQueries({ queryKey: drillKeys.all }),
  });
}

/** One key for as long as a dialog is open. */
export const freshKey = (): string => randomKey();
