"use client";
import { useCallback, useEffect, useState } from "react";

/** A line of a step's output; numbered from 0 here, from 1 in the address. */
export type LinePlace = { stepRunId: string; line: number };

const HASH = /^#L([\w-]{1,64}):([1-9]\d{0,14})$/;

/** The place that an address names: `#L<step run>:<line>`. */
export function placeIn(hash: string): LinePlace | null {
  const [, stepRunId, number] = HASH.exec(hash) ?? [];
  return stepRunId && number ? { stepRunId, line: Number(number) - 1 } : null;
}

/** Leads to the line from the page of its incident. */
export const lineLink = (runId: string, { stepRunId, line }: LinePlace): string =>
  `?run=${encodeURIComponent(runId)}#L${stepRunId}:${line + 1}`;

/** The line in the address, and how to put another one there without leaving the page. */
export function useLineLink(runId: string): { linked: LinePlace | null; link: (place: LinePlace) => void } {
  const [linked, setLinked] = useState<LinePlace | null>(null);
  useEffect(() => {
    const read = () => setLinked(placeIn(window.location.hash));
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  const link = useCallback(
    (place: LinePlace) => {
      window.history.replaceState(null, "", lineLink(runId, place));
      setLinked(place);
    },
    [runId],
  );
  return { linked, link };
}
