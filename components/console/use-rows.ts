"use client";
import type { RefObject } from "react";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { RowIndex, Section } from "./rows.ts";
import { useFixedRows } from "./use-fixed-rows.ts";
import { type RowsInView, useWrappedRows } from "./use-wrapped-rows.ts";

/** More rows than this are not wrapped: where each one stands could only be known by looking at all before it. */
const MAX_WRAPPED_ROWS = 20_000;

type Log = { store: OutputStore; sections: readonly Section[]; rows: RowIndex; columns: number; isAtEnd: boolean };

/** The rows to draw: wrapped as long as all of them are here and few enough, else one height for each. */
export function useRows(
  scroller: RefObject<HTMLDivElement | null>,
  { store, sections, rows, columns, isAtEnd }: Log,
): RowsInView & { isWrapped: boolean } {
  const isWrapped =
    rows.total <= MAX_WRAPPED_ROWS &&
    sections.every((s) => !s.isOpen || store.step(s.step.stepRunId).lines.first === 0);
  const wrapped = useWrappedRows(scroller, rows, {
    isUsed: isWrapped,
    columns,
    shape: `${isWrapped} ${columns} ${sections.map((s) => `${s.step.stepRunId}${s.isOpen ? "" : "-"}`).join()}`,
    lengthOf: (index) => {
      const row = rows.at(index);
      return row?.kind === "line" ? (store.line(row.section.step.stepRunId, row.line)?.length ?? 0) : 0;
    },
  });
  const fixed = useFixedRows(scroller, rows, { isUsed: !isWrapped, isAtEnd });
  return isWrapped ? { ...wrapped, isWrapped } : { ...fixed, isWrapped };
}
