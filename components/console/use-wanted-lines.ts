"use client";
import { useEffect } from "react";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { RowIndex } from "./rows.ts";

/** Has the lines read that are in view and only on the server. */
export function useWantedLines(store: OutputStore, rows: RowIndex, items: readonly { index: number }[]) {
  useEffect(() => {
    const wanted = new Map<string, { first: number; end: number }>();
    for (const { index } of items) {
      const row = rows.at(index);
      if (row?.kind !== "line") continue;
      const { stepRunId } = row.section.step;
      wanted.set(stepRunId, { first: wanted.get(stepRunId)?.first ?? row.line, end: row.line + 1 });
    }
    for (const [stepRunId, { first, end }] of wanted) store.want(stepRunId, first, end);
  });
}
