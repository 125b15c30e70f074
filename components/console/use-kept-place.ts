"use client";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

/** A step's head, or a line of its output. */
export type Place = { stepRunId: string; line: number | null };
const OWN_SCROLL = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

type Log = {
  /** Scrolls there. */
  show: (place: Place) => void;
  /** The end is followed: it decides what is in view. */
  isFollowing: boolean;
  /** Another object whenever rows may stand elsewhere. */
  rows: object;
};

/**
 * Leads to a place and keeps it in view while the log above it and what stands around it find their size: outputs of earlier steps that are still read,
 * the stability strip, the bar of chosen lines. The reader's first own move ends that, and so does following the end.
 */
export function useKeptPlace(
  scroller: RefObject<HTMLDivElement | null>,
  { show, isFollowing, rows }: Log,
): (place: Place) => void {
  const kept = useRef<Place | null>(null);
  const latest = useRef({ show, isFollowing });
  latest.current = { show, isFollowing };
  const showAgain = useCallback(() => {
    if (kept.current && !latest.current.isFollowing) latest.current.show(kept.current);
  }, []);
  const drop = useCallback(() => {
    kept.current = null;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: moved rows are the reason to look again
  useLayoutEffect(showAgain, [showAgain, rows]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(showAgain);
    observer.observe(element);
    for (const kind of OWN_SCROLL) element.addEventListener(kind, drop, { passive: true });
    return () => {
      observer.disconnect();
      for (const kind of OWN_SCROLL) element.removeEventListener(kind, drop);
    };
  }, [scroller, showAgain, drop]);
  // Whoever is led somewhere stops following a moment later; whoever begins to follow goes on from the end.
  useEffect(() => (isFollowing ? undefined : drop), [isFollowing, drop]);

  return useCallback((place) => {
    kept.current = place;
    latest.current.show(place);
  }, []);
}
