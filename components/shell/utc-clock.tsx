"use client";
import { localClock, utcClock } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";

export function UtcClock() {
  const now = useNow();
  return (
    <span className="clock">
      <b>{now === 0 ? "--:--:--" : utcClock(now)}</b> UTC
      <span className="only-wide">· {now === 0 ? "--:--" : localClock(now)} local</span>
    </span>
  );
}
