"use client";
import { useQuery } from "@tanstack/react-query";
import type { Action } from "#lib/domain/actor/permission.ts";
import { whyNot } from "./permission.ts";
import { queries } from "./queries.ts";
import { useLiveKind } from "./use-liveness.ts";

/** Why a button that changes something is off: the page is stale, or the role does not allow it. Null when it is on. */
export function useWriteOff(action: Action, verb: string): string | null {
  const kind = useLiveKind();
  const me = useQuery(queries.me()).data;
  if (kind === "stale")
    return "The page is stale: it may not show what is true. The button is on again once Backout answers.";
  return whyNot(me, action, verb);
}
