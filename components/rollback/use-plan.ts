"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "#lib/client/http.ts";
import { randomKey } from "#lib/client/ids.ts";
import { queries } from "#lib/client/queries.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { CreatePlan, PlanView } from "#lib/contract/run.ts";

export type PlanInHand = {
  plan: PlanView | undefined;
  error: unknown;
  isResolving: boolean;
  /** A plan before this one expired; `changed` compares the two. */
  renewed: "same" | "changed" | null;
  resolveAgain: () => void;
};

/**
 * Asks for a plan once per dialog and reads it until the engine has resolved it. A plan that expires is resolved again in
 * place, and what was pressed before does not count.
 */
export function usePlan(incident: number, request: CreatePlan): PlanInHand {
  const [attempt, setAttempt] = useState(randomKey);
  const asked = useQuery({
    queryKey: ["plan-request", incident, request, attempt],
    queryFn: () => api.post<{ planId: string }>(`/incidents/${incident}/plans`, request),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const planId = asked.data?.planId ?? "";
  const read = useQuery({
    ...queries.plan(planId),
    enabled: planId !== "",
    refetchInterval: (query) => (query.state.data && query.state.data.state !== "resolving" ? false : 700),
  });
  const plan = read.data?.id === planId ? read.data : undefined;

  const lastHash = useRef<string | null>(null);
  const [renewed, setRenewed] = useState<PlanInHand["renewed"]>(null);
  useEffect(() => {
    if (plan?.state !== "ready" || !plan.hash) return;
    if (lastHash.current) setRenewed(lastHash.current === plan.hash ? "same" : "changed");
    lastHash.current = plan.hash;
  }, [plan]);

  const resolveAgain = useCallback(() => setAttempt(randomKey()), []);
  const now = useNow();
  const isExpired = plan !== undefined && plan.state === "ready" && now > Date.parse(plan.expiresAt);
  useEffect(() => {
    if (isExpired) resolveAgain();
  }, [isExpired, resolveAgain]);

  const error = asked.error ?? (plan ? null : read.error);
  return {
    plan,
    error,
    isResolving: !error && plan?.state !== "ready" && plan?.state !== "failed",
    renewed,
    resolveAgain,
  };
}
