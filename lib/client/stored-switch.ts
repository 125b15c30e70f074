"use client";
import { useSyncExternalStore } from "react";

export type StoredSwitch = { isOn: () => boolean; set: (on: boolean) => void; use: () => boolean };

/** A choice of this browser's user, kept in the browser. Where nothing can be stored it holds for the page. */
export function storedSwitch(key: string, isOnFirst: boolean): StoredSwitch {
  const listeners = new Set<() => void>();
  let held: boolean | null = null;
  const isOn = () => {
    held ??= read(key) ?? isOnFirst;
    return held;
  };
  const subscribe = (changed: () => void) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  };
  return {
    isOn,
    set: (on) => {
      held = on;
      try {
        localStorage.setItem(key, on ? "on" : "off");
      } catch {
        // private mode without storage
      }
      for (const changed of listeners) changed();
    },
    use: () => useSyncExternalStore(subscribe, isOn, () => isOnFirst),
  };
}

function read(key: string): boolean | null {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? null : stored === "on";
  } catch {
    return null;
  }
}
