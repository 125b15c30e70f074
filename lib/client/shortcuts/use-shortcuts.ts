"use client";
import { useEffect, useRef } from "react";
import { isShortcut, singleKeys } from "./keys.ts";
import { KeySequence } from "./sequence.ts";

/** What a key does, by `event.key` or `g` and a key. False: nothing, the key stays the browser's. */
export type Bindings = Readonly<Record<string, () => boolean>>;

const bound = new Set<{ current: Bindings }>();
const sequence = new KeySequence();

/** One listener for all, so that the second key of `g t` is not also the `t` of a page. */
function onKey(event: KeyboardEvent) {
  if (!singleKeys.isOn() || !isShortcut(event)) return;
  const pressed = sequence.press(event.key, event.timeStamp);
  if (pressed === null) return;
  for (const { current } of bound) {
    if (Object.hasOwn(current, pressed) && current[pressed]?.()) {
      event.preventDefault();
      return;
    }
  }
}

/** Single-key shortcuts while the component is shown. Off while somebody types, in dialogs, and when switched off. */
export function useShortcuts(bindings: Bindings) {
  const own = useRef(bindings);
  useEffect(() => {
    own.current = bindings;
  }, [bindings]);
  useEffect(() => {
    if (bound.size === 0) window.addEventListener("keydown", onKey);
    bound.add(own);
    return () => {
      bound.delete(own);
      if (bound.size === 0) window.removeEventListener("keydown", onKey);
    };
  }, []);
}
