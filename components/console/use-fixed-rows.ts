"use client";
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import { LINE_PX, type RowIndex } from "./rows.ts";
import { ScrollScale } from "./scroll-scale.ts";
import type { RowsInView } from "./use-wrapped-rows.ts";

const OVERSCAN = 30;

/** Lays out rows that are not wrapped: any number of them costs the same. `isAtEnd`: the last row stands at the lower edge, wherever the view is. */
export function useFixedRows(
  scroller: RefObject<HTMLDivElement | null>,
  rows: RowIndex,
  { isUsed, isAtEnd }: { isUsed: boolean; isAtEnd: boolean },
): RowsInView {
  const [view, setView] = useState({ top: 0, height: 0 });
  const look = useCallback(() => {
    const element = scroller.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isUsed || !element) return;
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [isUsed, scroller, look]);

  const scale = new ScrollScale(rows.heightPx, view.height);
  const scrollTop = isAtEnd ? scale.maxTop : view.top;
  const contentTop = scale.contentAt(scrollTop);
  const from = Math.max(0, rows.indexAt(contentTop) - OVERSCAN);
  const to =
    isUsed && view.height > 0 ? Math.min(rows.total, rows.indexAt(contentTop + view.height) + 1 + OVERSCAN) : from;
  return {
    heightPx: scale.heightPx,
    items: Array.from({ length: to - from }, (_, i) => ({
      key: from + i,
      index: from + i,
      topPx: scrollTop + rows.topOf(from + i) - contentTop,
    })),
    scrollTo(index, align) {
      const element = scroller.current;
      if (!element) return;
      const above = align === "center" ? (element.clientHeight - LINE_PX) / 2 : 0;
      element.scrollTop = new ScrollScale(rows.heightPx, element.clientHeight).scrollTopFor(rows.topOf(index) - above);
    },
  };
}
