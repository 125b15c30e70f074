"use client";
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { useShortcuts } from "#lib/client/shortcuts/use-shortcuts.ts";

export type Follow = {
  isFollowing: boolean;
  resume: () => void;
  release: () => void;
  onScroll: () => void;
  toggle: () => void;
};

/** Whether the end is to be kept in view: until the reader scrolls up; scrolling back to the end follows again. */
export function useFollow(scroller: RefObject<HTMLDivElement | null>): Follow {
  const [isFollowing, setFollowing] = useState(true);
  const lastTop = useRef(0);
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const isUp = element.scrollTop < lastTop.current - 2;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
    lastTop.current = element.scrollTop;
    if (isAtEnd) setFollowing(true);
    else if (isUp) setFollowing(false);
  }, [scroller]);

  const release = useCallback(() => setFollowing(false), []);
  const resume = useCallback(() => {
    setFollowing(true);
    toEnd();
  }, [toEnd]);
  const toggle = useCallback(() => (isFollowing ? release() : resume()), [isFollowing, release, resume]);

  useShortcuts({
    f: () => {
      toggle();
      return true;
    },
  });
  return { isFollowing, resume, release, onScroll, toggle };
}

/** Moves to the end with every new row while it is followed. */
export function useStickToEnd(
  scroller: RefObject<HTMLDivElement | null>,
  isFollowing: boolean,
  rows: number,
  heightPx: number,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are the reason to move
  useLayoutEffect(() => {
    const element = scroller.current;
    if (isFollowing && element) element.scrollTop = element.scrollHeight;
  }, [scroller, isFollowing, rows, heightPx]);
}
