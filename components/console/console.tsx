"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { count } from "#lib/client/format.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import { isActive } from "#lib/client/run-active.ts";
import type { RunView } from "#lib/contract/run.ts";
import { ConsoleBar } from "./console-bar.tsx";
import { ConsoleFoot } from "./console-foot.tsx";
import { ConsoleRow } from "./console-row.tsx";
import { RowIndex, sectionsOf } from "./rows.ts";
import { useColumns } from "./use-columns.ts";
import { useFollow } from "./use-follow.ts";
import { useSearch } from "./use-search.ts";

const HEAD_PX = 28;
/** One row of text; the stylesheet's line height. */
const LINE_PX = 18;

type Props = { run: RunView; store: OutputStore; pointedAt: { stepRunId: string; times: number } | null };

/** The run's output as text: every byte in order, folded by step, following the tail until the reader scrolls. */
export function Console({ run, store, pointedAt }: Props) {
  const version = useSyncExternalStore(store.subscribe, store.version, store.version);
  const [chosen, setChosen] = useState<string | null>(null);
  const target = chosen && run.targets.includes(chosen) ? chosen : (run.targets[0] ?? "");
  const [folded, setFolded] = useState<Record<string, boolean>>({});
  // `version` stands for the store's content, which lives outside React.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const sections = useMemo(
    () => sectionsOf(run.steps, target, store, folded),
    [run.steps, target, store, folded, version],
  );
  const rows = useMemo(() => new RowIndex(sections), [sections]);

  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const virtualizer = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    // Text has one width for every character, so a line's height follows from its length; odd ones are measured when they show.
    estimateSize: (index) => {
      const row = rows.at(index);
      if (row?.kind !== "line") return HEAD_PX;
      const { length } = store.step(row.section.step.stepRunId).lines.line(row.line);
      return LINE_PX * Math.max(1, Math.ceil(length / columns));
    },
    overscan: 30,
    paddingStart: 4,
    paddingEnd: 6,
  });
  // Folding and another width change which index is how high; new lines at the end do not.
  const shape = `${columns} ${sections.map((s) => `${s.step.stepRunId}${s.isOpen ? "" : "-"}`).join()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape decides the sizes
  useEffect(() => virtualizer.measure(), [shape]);

  const follow = useFollow(scroller, rows.total, virtualizer.getTotalSize());
  const goTo = useCallback(
    (stepRunId: string, line: number | null) => {
      const head = rows.headOf(stepRunId);
      if (head === -1) return;
      follow.release();
      virtualizer.scrollToIndex(line === null ? head : head + 1 + line, { align: line === null ? "start" : "center" });
    },
    [rows, virtualizer, follow.release],
  );
  const search = useSearch(store, sections, version, (hit) => {
    setFolded((was) => ({ ...was, [hit.stepRunId]: false }));
    goTo(hit.stepRunId, hit.line);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new pointing moves the reader
  useEffect(() => {
    if (!pointedAt) return;
    const step = run.steps.find((s) => s.stepRunId === pointedAt.stepRunId);
    if (step && step.target !== target) setChosen(step.target);
    setFolded((was) => ({ ...was, [pointedAt.stepRunId]: false }));
    goTo(pointedAt.stepRunId, null);
  }, [pointedAt]);

  const toggle = (stepRunId: string, isOpen: boolean) => setFolded((was) => ({ ...was, [stepRunId]: isOpen }));
  const lastLive = sections.findLast((s) => s.step.status === "running");
  const linesTotal = sections.reduce((sum, s) => sum + s.lines, 0);

  return (
    <div className="console">
      <ConsoleBar
        run={run}
        store={store}
        target={target}
        onTarget={setChosen}
        search={search}
        follow={follow}
        sections={sections}
      />
      <div
        ref={scroller}
        className="log"
        role="log"
        aria-label="Run output"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling log must be reachable by keyboard
        tabIndex={0}
        onScroll={follow.onScroll}
      >
        {sections.length === 0 ? (
          <p className="p-3 font-sans text-12 text-ink-2">
            {isActive(run.status)
              ? "No output yet. The first byte appears as soon as it is written on the target."
              : run.startedAt
                ? "This run wrote no output."
                : "Nothing has run on the target."}
          </p>
        ) : (
          <div className="log-inner" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows.at(item.index);
              return row ? (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="row"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <ConsoleRow
                    row={row}
                    store={store}
                    version={version}
                    needle={search.needle}
                    isHit={row.kind === "line" && search.isCurrent(row.section.step.stepRunId, row.line)}
                    hasCaret={row.kind === "line" && row.section === lastLive && row.line === row.section.lines - 1}
                    onToggle={toggle}
                  />
                </div>
              ) : null;
            })}
          </div>
        )}
      </div>
      {!follow.isFollowing && isActive(run.status) ? (
        <button type="button" className="btn sm primary jump" onClick={follow.resume}>
          <ArrowDown size={13} aria-hidden /> Jump to live
        </button>
      ) : null}
      <ConsoleFoot
        sections={sections}
        store={store}
        text={`${count(linesTotal)} ${linesTotal === 1 ? "line" : "lines"}`}
        isActive={isActive(run.status)}
        secrets={run.secrets[target] ?? {}}
      />
    </div>
  );
}
