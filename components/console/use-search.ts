"use client";
import { useCallback, useMemo, useState } from "react";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { Section } from "./rows.ts";
import { findHits, type Hit } from "./search.ts";

export type Search = {
  needle: string;
  setNeedle: (text: string) => void;
  hits: number;
  /** From 1; 0 while none was visited. */
  position: number;
  step: (by: 1 | -1) => void;
  isCurrent: (stepRunId: string, line: number) => boolean;
};

/** Search in what is loaded. New output adds hits but never moves the reader. */
export function useSearch(
  store: OutputStore,
  sections: readonly Section[],
  version: number,
  goTo: (hit: Hit) => void,
): Search {
  const [needle, setText] = useState("");
  const [at, setAt] = useState(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the store's content
  const hits = useMemo(() => findHits(store, sections, needle), [store, sections, needle, version]);
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
  return { needle, setNeedle, hits: hits.length, position: at + 1, step, isCurrent };
}
