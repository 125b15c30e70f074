"use client";
import { useCallback, useEffect, useRef, useState } from "react";

/** A line of a step's output, or several up to `to`; numbered from 0 here, from 1 in the address. */
export type LinePlace = { stepRunId: string; line: number; to?: number };

const HASH = /^#L([\w-]{1,64}):([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/;

/** The place that an address names: `#L<step run>:<line>` or `…:<line>-<line>`. */
export function placeIn(hash: string): LinePlace | null {
  const [, stepRunId, number, last] = HASH.exec(hash) ?? [];
  if (!stepRunId || !number) return null;
  const line = Number(number) - 1;
  return last && Number(last) - 1 > line ? { stepRunId, line, to: Number(last) - 1 } : { stepRunId, line };
}

/** Leads to the line from the page of its incident. */
export const lineLink = (runId: string, { stepRunId, line, to }: LinePlace): string =>
  `?run=${encodeURIComponent(runId)}#L${stepRunId}:${line + 1}${to === undefined ? "" : `-${to + 1}`}`;

/** From the line that is linked to another one of the same output, in either direction. */
export function extended(from: LinePlace | null, { stepRunId, line }: LinePlace): LinePlace {
  if (from?.stepRunId !== stepRunId || from.line === line) return { stepRunId, line };
  return { stepRunId, line: Math.min(from.line, line), to: Math.max(from.line, line) };
}

type LineLink = {
  linked: LinePlace | null;
  /** `isMore`: from the line that is linked up to this one. */
  link: (place: LinePlace, isMore: boolean) => void;
  unlink: () => void;
};

/** The lines in the address, and how to put others there without leaving the page. */
export function useLineLink(runId: string): LineLink {
  const [linked, setLinked] = useState<LinePlace | null>(null);
  useEffect(() => {
    const read = () => setLinked(placeIn(window.location.hash));
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  const latest = useRef(linked);
  latest.current = linked;
  // The same function for ever: thousands of rows hold it.
  const link = useCallback(
    (place: LinePlace, isMore: boolean) => {
      const next = isMore ? extended(latest.current, place) : place;
      window.history.replaceState(null, "", lineLink(runId, next));
      setLinked(next);
    },
    [runId],
  );
  const unlink = useCallback(() => {
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    setLinked(null);
  }, []);
  return { linked, link, unlink };
}
