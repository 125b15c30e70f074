"use client";
import { type RefObject, useLayoutEffect, useState } from "react";

/** Width of the line numbers and of the space at the right edge, as the stylesheet has them. */
const GUTTER_PX = 52;
const EDGE_PX = 10;
const PROBE = "0".repeat(100);

/** How many characters of the console's font fit into a row. */
export function useColumns(scroller: RefObject<HTMLDivElement | null>): number {
  const [columns, setColumns] = useState(100);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const probe = document.createElement("span");
      probe.textContent = PROBE;
      probe.style.position = "absolute";
      probe.style.visibility = "hidden";
      element.append(probe);
      const characterPx = probe.getBoundingClientRect().width / PROBE.length;
      probe.remove();
      if (characterPx > 0)
        setColumns(Math.max(20, Math.floor((element.clientWidth - GUTTER_PX - EDGE_PX) / characterPx)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    void document.fonts.ready.then(measure);
    return () => observer.disconnect();
  }, [scroller]);
  return columns;
}
