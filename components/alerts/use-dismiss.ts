"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, sentenceOf } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";

/** Says of an alert that it is no incident. */
export function useDismiss() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<{ ok: true }>(`/alerts/drafts/${id}/dismiss`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
    onError: (error) => toast.error(`Not dismissed. ${sentenceOf(error)}`),
  });
}
