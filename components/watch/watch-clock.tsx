"use client";
import { CircleX, RotateCcw, ShieldCheck, Timer } from "lucide-react";
import { ago, duration, plural } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { WatchView } from "#lib/contract/watch.ts";

type Props = { watch: WatchView; isGoing: boolean; isProven: boolean; isOnly: boolean };

/** How long nothing was crossed, what is left of the window, and how often the clock has started again. */
export function WatchClock({ watch, isGoing, isProven, isOnly }: Props) {
  const now = useNow();
  const sinceLast = isGoing && now > 0 ? Math.max(0, now - Date.parse(watch.at)) : 0;
  const windowMs = watch.windowSeconds * 1000;
  const stableMs = Math.min(windowMs, watch.stableSeconds * 1000 + sinceLast);
  const tone = isProven ? "ok" : isGoing ? (watch.restarts > 0 ? "warn" : "") : "crit";
  const Icon = isProven ? ShieldCheck : isGoing ? (watch.restarts > 0 ? RotateCcw : Timer) : CircleX;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <b className="font-semibold">Stability watch{isOnly ? "" : ` on ${watch.target}`}</b>
        <span className={`tag ${tone}`}>
          <Icon size={11} aria-hidden /> {isProven ? "was stable" : isGoing ? "watching" : "not proven stable"}
        </span>
      </p>
      <p>
        {isProven ? "Nothing was crossed for" : "Stable for"} <b>{duration(stableMs)}</b> of {duration(windowMs)}
        {isGoing ? <>; {duration(windowMs - stableMs)} left</> : null}
      </p>
      {watch.restarts > 0 ? (
        <p className="text-ink-2">
          The clock started again {plural(watch.restarts, "time")}
          {watch.crossed
            ? `, last ${now > 0 ? ago(Math.max(0, now - Date.parse(watch.crossed.at))) : ""}: ${watch.crossed.text}`
            : ""}
          . It ends after {duration(watch.atMostSeconds * 1000)} at most.
        </p>
      ) : null}
    </>
  );
}
