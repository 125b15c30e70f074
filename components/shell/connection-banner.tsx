"use client";
import { useQueryClient } from "@tanstack/react-query";
import { CircleDashed, LoaderCircle } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { duration, utcClock } from "#lib/client/format.ts";
import { serverNow } from "#lib/client/live/freshness.ts";
import { useLiveness } from "#lib/client/use-liveness.ts";

/** Shown only while the page may lie. Reading stays; writing stops once it is stale. */
export function ConnectionBanner() {
  const { kind, ageMs } = useLiveness();
  const client = useQueryClient();
  if (kind === "live") return <div role="status" className="contents" />;
  const asOf = utcClock(serverNow() - ageMs);
  return (
    <div role="status" className={`banner rounded-none! border-x-0! ${kind === "stale" ? "crit" : "warn"}`}>
      {kind === "stale" ? (
        <CircleDashed size={15} aria-hidden />
      ) : (
        <LoaderCircle size={15} className="spin" aria-hidden />
      )}
      <span className="flex-1">
        {kind === "stale" ? (
          <>
            <b>Stale for {duration(ageMs)}.</b> Showing state as of {asOf} UTC. Buttons that change something are off
            until Backout answers. Runs go on without this page.
          </>
        ) : (
          <>
            <b>Reconnecting.</b> Showing state as of {asOf} UTC. Runs go on without this page.
          </>
        )}
      </span>
      <Button size="sm" onClick={() => void client.refetchQueries({ type: "active" })}>
        Try now
      </Button>
    </div>
  );
}
