"use client";
import { day, duration, localStamp, ticking, utcClock, utcStamp } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";

/** `03:04:45` UTC, or the day when it was not today; both zones in full on hover and for copies. */
export function At({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  const isToday = now === 0 || utcStamp(at).slice(0, 10) === utcStamp(now).slice(0, 10);
  return (
    <time dateTime={at} className={className} title={`${utcStamp(at)} UTC · ${localStamp(at)}`}>
      {isToday ? utcClock(at) : `${day(at, now)} ${utcClock(at)}`}
    </time>
  );
}

/** Ticks as `07:05` since a moment, stands still at `until`. */
export function Elapsed({ since, until = null }: { since: string; until?: string | null }) {
  const now = useNow();
  const end = until ? Date.parse(until) : now;
  return <>{now === 0 ? "--:--" : ticking(end - Date.parse(since))}</>;
}

/** A span as words: `1 m 38 s`. Ticks while `until` is null. */
export function Took({ since, until }: { since: string; until: string | null }) {
  const now = useNow();
  const end = until ? Date.parse(until) : now;
  return <>{now === 0 ? "" : duration(Math.max(0, end - Date.parse(since)))}</>;
}
