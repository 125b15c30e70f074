"use client";
import { type RefObject, useCallback, useEffect, useRef } from "react";

/** A step's head, or a line of its output. */
export type Place = { stepRunId: string; line: number | null };
const OWN_SCROLL = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/**
 * Leads to a place and keeps it in view while what stands around the log finds its size, as the stability strip and the bar of chosen lines do.
 * The reader's first own move ends that. `show` scrolls there; `isFree`: nothing else decides what is in view.
 */
export function useKeptPlace(
  scroller: RefObject<HTMLDivElement | null>,
  show: (place: Place) => void,
  isFree: boolean,
): (place: Place) => void {
  const kept = useRef<Place | null>(null);
  const latest = useRef({ show, isFree });
  latest.current = { show, isFree };
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const drop = () => {
      kept.current = null;
    };
    const observer = new ResizeObserver(() => {
      if (kept.current && latest.current.isFree) latest.current.show(kept.current);
    });
    observer.observe(element);
    for (const kind of OWN_SCROLL) element.addEventListener(kind, drop, { passive: true });
    return () => {
      observer.disconnect();
      for (const kind of OWN_SCROLL) element.removeEventListener(kind, drop);
    };
  }, [scroller]);
  return useCallback((place) => {
    kept.current = place;
    latest.current.show(place);
  }, []);
}
