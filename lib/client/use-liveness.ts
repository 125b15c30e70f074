"use client";
import { useSyncExternalStore } from "react";
import { freshness, type Liveness, liveness } from "./live/freshness.ts";

const LIVE: Liveness = { kind: "live", ageMs: 0 };
let last = LIVE;

/** Ages in steps of a tenth up to 10 s, else whole seconds, so that nothing renders more often than the text changes. */
function snapshot(): Liveness {
  const next = liveness(freshness.get(), Date.now());
  const step = next.ageMs < 10_000 ? 500 : 1_000;
  const ageMs = Math.floor(next.ageMs / step) * step;
  if (next.kind !== last.kind || ageMs !== last.ageMs) last = { kind: next.kind, ageMs };
  return last;
}

function subscribe(listener: () => void) {
  const stop = freshness.subscribe(listener);
  const timer = setInterval(listener, 500);
  return () => {
    stop();
    clearInterval(timer);
  };
}

/** Whether the page shows the truth, and how old it is. */
export const useLiveness = (): Liveness => useSyncExternalStore(subscribe, snapshot, () => LIVE);

const kindOf = (): Liveness["kind"] => snapshot().kind;
/** Only the kind: renders when it changes, not each half second. */
export const useLiveKind = (): Liveness["kind"] => useSyncExternalStore(subscribe, kindOf, () => "live");
