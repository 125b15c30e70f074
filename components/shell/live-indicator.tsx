"use client";
import { ago } from "#lib/client/format.ts";
import { useLiveness } from "#lib/client/use-liveness.ts";

/** Live, and how old the last word from the server is; or what it is instead. */
export function LiveIndicator({ short = false }: { short?: boolean }) {
  const { kind, ageMs } = useLiveness();
  return (
    <span className="live" data-live={kind}>
      <span className={`beat ${kind === "live" ? "" : "off"}`} aria-hidden />
      {kind === "live" ? <b className="text-ok">Live</b> : null}
      {kind === "reconnecting" ? <b className="text-warn">Reconnecting</b> : null}
      {kind === "stale" ? <b className="text-crit">Stale</b> : null}
      <span>
        {short ? "" : "last event "}
        {ago(ageMs)}
      </span>
    </span>
  );
}
