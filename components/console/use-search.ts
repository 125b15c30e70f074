"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import { queries } from "#lib/client/queries.ts";
import type { Section } from "./rows.ts";
import { findHits, type Hit, MAX_HITS } from "./search.ts";

export type Search = {
  needle: string;
  setNeedle: (text: string) => void;
  hits: number;
  /** There are more than are counted. */
  hasMore: boolean;
  /** The server has not answered yet. */
  isLooking: boolean;
  /** From 1; 0 while none was visited. */
  position: number;
  step: (by: 1 | -1) => void;
  isCurrent: (stepRunId: string, line: number) => boolean;
};

/** The server is asked once nobody has typed for so long. */
const TYPING_MS = 150;

type Where = { runId: string; target: string; store: OutputStore; sections: readonly Section[]; version: number };

/** Search in the whole output of a target: here in what is held, on the server in the rest. New output adds hits but never moves the reader. */
export function useSearch({ runId, target, store, sections, version }: Where, goTo: (hit: Hit) => void): Search {
  const [needle, setText] = useState("");
  const [at, setAt] = useState(-1);
  const wanted = useSettled(needle.trim());
  // Moves when lines are given up here: then the server is asked for those too.
  const heldFrom = sections.map((s) => store.step(s.step.stepRunId).lines.first);
  const isAsked = wanted !== "" && heldFrom.some((first) => first > 0);
  const earlier = useQuery({ ...queries.outputSearch(runId, target, wanted, heldFrom.join()), enabled: isAsked });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the store's content
  const hits = useMemo(
    () => findHits(store, sections, needle, earlier.data?.items ?? []),
    [store, sections, needle, version, earlier.data],
  );
  const current = hits[at];
  const setNeedle = useCallback((text: string) => {
    setText(text);
    setAt(-1);
  }, []);
  const step = useCallback(
    (by: 1 | -1) => {
      if (hits.length === 0) return;
      const next = at === -1 ? (by === 1 ? 0 : hits.length - 1) : (at + by + hits.length) % hits.length;
      setAt(next);
      const hit = hits[next];
      if (hit) goTo(hit);
    },
    [hits, at, goTo],
  );
  const isCurrent = useCallback(
    (stepRunId: string, line: number) => current?.stepRunId === stepRunId && current.line === line,
    [current],
  );
  return {
    needle,
    setNeedle,
    hits: hits.length,
    hasMore: hits.length >= MAX_HITS || (isAsked && earlier.data?.hasMore === true),
    isLooking: isAsked && earlier.isFetching,
    position: at + 1,
    step,
    isCurrent,
  };
}

/** The text as it was when nobody had typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
