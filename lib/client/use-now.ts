"use client";
import { useSyncExternalStore } from "react";
import { serverNow } from "./live/freshness.ts";

let timer: ReturnType<typeof setInterval> | null = null;
let second = 0;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const next = Math.floor(serverNow() / 1_000) * 1_000;
    if (next === second) return;
    second = next;
    for (const notify of listeners) notify();
  }, 200);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
    second = 0;
  };
}

function now(): number {
  if (second === 0) second = Math.floor(serverNow() / 1_000) * 1_000;
  return second;
}

/** Server time in whole seconds, one timer for the page. 0 while the page is rendered on the server. */
export const useNow = (): number => useSyncExternalStore(subscribe, now, () => 0);

/** The same in steps of some ms: whoever needs no second does not draw each. */
export const useNowEach = (stepMs: number): number =>
  useSyncExternalStore(
    subscribe,
    () => Math.floor(now() / stepMs) * stepMs,
    () => 0,
  );
