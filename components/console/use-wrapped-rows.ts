"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import { HEAD_PX, LINE_PX, type RowIndex } from "./rows.ts";

/** The rows to draw, wherever they come from. */
export type RowsInView = {
  /** Of everything. */
  heightPx: number;
  items: { key: string | number | bigint; index: number; topPx: number }[];
  /** For rows whose height is known only once they are drawn. */
  measure?: (element: HTMLDivElement | null) => void;
  scrollTo: (index: number, align: "start" | "center") => void;
};

/** Lays out rows that wrap where the window ends. Costs time and memory in proportion to all of them. */
export function useWrappedRows(
  scroller: RefObject<HTMLDivElement | null>,
  rows: RowIndex,
  {
    isUsed,
    columns,
    shape,
    lengthOf,
  }: { isUsed: boolean; columns: number; shape: string; lengthOf: (index: number) => number },
): RowsInView {
  const virtualizer = useVirtualizer({
    count: isUsed ? rows.total : 0,
    getScrollElement: () => scroller.current,
    // Text has one width for every character, so a line's height follows from its length; odd ones are measured when they show.
    estimateSize: (index) =>
      rows.at(index)?.kind === "line" ? LINE_PX * Math.max(1, Math.ceil(lengthOf(index) / columns)) : HEAD_PX,
    overscan: 30,
    paddingStart: 4,
    paddingEnd: 6,
  });
  // Folding and another width change which index is how high; new lines at the end do not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape decides the sizes
  useEffect(() => {
    virtualizer.measure();
    // What is drawn keeps its element, so nothing else would measure it again: words wrap earlier than characters, and rows would overlap.
    for (const row of scroller.current?.querySelectorAll<HTMLDivElement>("[data-index]") ?? [])
      virtualizer.measureElement(row);
  }, [shape]);
  return {
    heightPx: virtualizer.getTotalSize(),
    items: virtualizer.getVirtualItems().map(({ key, index, start }) => ({ key, index, topPx: start })),
    measure: virtualizer.measureElement,
    scrollTo: (index, align) => virtualizer.scrollToIndex(index, { align }),
  };
}
