"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { isRunning } from "#lib/client/clocks.ts";
import { api } from "#lib/client/http.ts";
import { randomKey } from "#lib/client/ids.ts";
import { keys } from "#lib/client/keys.ts";
import type { StartedRun } from "#lib/client/started-run.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { RunSummary } from "#lib/contract/run.ts";

/** Verifies again, from the beginning. It starts by itself after every rollback; this is for what was changed by hand since. */
export function VerifyNow({ latest }: { latest: RunSummary | undefined }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  // One key for one press: an answer that got lost is asked for again, not a second verification.
  const key = useRef(randomKey());
  const off = useWriteOff("run.start.reversible", "Verifying");
  const verify = useMutation({
    mutationFn: () => api.post<StartedRun>(`/incidents/${incident.number}/verifications`, {}, key.current),
    onSuccess: async () => {
      key.current = randomKey();
      await client.invalidateQueries({ queryKey: keys.incidents.detail(incident.number) });
    },
  });
  if (incident.status === "resolved" || incident.status === "closed") return null;
  const why = isRunning(incident.currentRun)
    ? "A rollback is on its way. It is verified by itself when it has ended."
    : off;
  return (
    <>
      <ProblemBanner error={verify.error} lead="Not started." />
      <Button size="sm" off={why} busy={verify.isPending && "Starting"} onClick={() => verify.mutate()}>
        {latest ? "Verify again now" : "Verify now"}
      </Button>
    </>
  );
}
