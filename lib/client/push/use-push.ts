"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../http.ts";
import { keys } from "../keys.ts";
import { queries } from "../queries.ts";
import { abilityOf, ownSubscription, subscribeBrowser, unsubscribeBrowser } from "./browser.ts";

/** This browser's notifications: how they stand, and the two changes. */
export function usePush() {
  const client = useQueryClient();
  const push = useQuery(queries.push());
  const own = useQuery({ queryKey: keys.ownPush, queryFn: ownSubscription, retry: false });
  const again = async () => {
    await client.invalidateQueries({ queryKey: keys.ownPush });
    await client.invalidateQueries({ queryKey: keys.push });
  };
  const mine = push.data?.subscriptions.find((s) => s.endpointSha256 === own.data?.endpointSha256) ?? null;
  const subscribe = useMutation({
    mutationFn: async (serverKey: string) => api.post("/push/subscriptions", await subscribeBrowser(serverKey)),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: async (id: string) => {
      await api.delete(`/push/subscriptions/${id}`);
      if (id === mine?.id) await unsubscribeBrowser();
    },
    onSettled: again,
  });
  const test = useMutation({ mutationFn: (id: string) => api.post(`/push/subscriptions/${id}/test`) });
  const ability = own.isPending ? null : abilityOf(mine !== null && !mine.isOutdated);
  return { push, mine, ability, subscribe, remove, test };
}
