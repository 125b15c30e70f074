"use client";
import { useEffect, useSyncExternalStore } from "react";
import type { Command } from "./commands.ts";

/** What the shown page offers beside the rest. One page is shown at a time; parts of it may each add theirs. */
const offered = new Map<object, readonly Command[]>();
const listeners = new Set<() => void>();
let all: readonly Command[] = [];

function changed() {
  all = [...offered.values()].flat();
  for (const listener of listeners) listener();
}

/** Offers commands while the component is shown. `commands` has to keep its identity as long as it says the same. */
export function useOffer(commands: readonly Command[]) {
  useEffect(() => {
    const own = {};
    offered.set(own, commands);
    changed();
    return () => {
      offered.delete(own);
      changed();
    };
  }, [commands]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOffered = (): readonly Command[] =>
  useSyncExternalStore(
    subscribe,
    () => all,
    () => all,
  );
