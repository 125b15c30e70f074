"use client";
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { count } from "#lib/client/format.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import { isActive } from "#lib/client/run-active.ts";
import type { RunView } from "#lib/contract/run.ts";
import { ConsoleBar } from "./console-bar.tsx";
import { ConsoleFoot } from "./console-foot.tsx";
import { ConsoleRow } from "./console-row.tsx";
import { PinBar } from "./pin-bar.tsx";
import { RowIndex, sectionsOf } from "./rows.ts";
import { useColumns } from "./use-columns.ts";
import { useFollow, useStickToEnd } from "./use-follow.ts";
import { type Place, useKeptPlace } from "./use-kept-place.ts";
import { type LinePlace, lineLink, useLineLink } from "./use-line-link.ts";
import { useRows } from "./use-rows.ts";
import { useSearch } from "./use-search.ts";
import { useWantedLines } from "./use-wanted-lines.ts";

export type ConsoleProps = { run: RunView; store: OutputStore; pointedAt: { stepRunId: string; times: number } | null };

/** The run's output as text: every byte in order, folded by step, following the tail until the reader scrolls. */
export function Console({ run, store, pointedAt }: ConsoleProps) {
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
  const follow = useFollow(scroller);
  const shown = useRows(scroller, { store, sections, rows, columns, isAtEnd: follow.isFollowing });
  useStickToEnd(scroller, follow.isFollowing, rows.total, shown.heightPx);
  useWantedLines(store, rows, shown.items);

  const show = ({ stepRunId, line }: Place) => {
    const head = rows.headOf(stepRunId);
    if (line === null) shown.scrollTo(head, "start");
    else shown.scrollTo(head + 1 + line, "center");
  };
  const keep = useKeptPlace(scroller, { show, isFollowing: follow.isFollowing, rows });
  /** Opens the step, then goes to its line, or to its head. */
  const [going, setGoing] = useState<Place | null>(null);
  const goTo = useCallback(
    (stepRunId: string, line: number | null) => {
      const step = run.steps.find((s) => s.stepRunId === stepRunId);
      if (step) setChosen(step.target);
      setFolded((was) => ({ ...was, [stepRunId]: false }));
      setGoing({ stepRunId, line });
    },
    [run.steps],
  );
  useEffect(() => {
    const section = sections.find((s) => s.step.stepRunId === going?.stepRunId);
    // Not there yet: the step is not open, or its lines are not counted. The next change looks again.
    if (!going || !section?.isOpen || (going.line ?? -1) >= section.lines) return;
    follow.release();
    keep(going);
    setGoing(null);
  }, [going, sections, follow.release, keep]);

  const search = useSearch({ runId: run.id, target, store, sections, version }, (hit) => goTo(hit.stepRunId, hit.line));
  const { linked, link, unlink } = useLineLink(run.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another link moves the reader
  useEffect(() => {
    if (linked) goTo(linked.stepRunId, linked.line);
  }, [linked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new pointing moves the reader
  useEffect(() => {
    if (pointedAt) goTo(pointedAt.stepRunId, null);
  }, [pointedAt]);

  const toggle = (stepRunId: string, isOpen: boolean) => setFolded((was) => ({ ...was, [stepRunId]: isOpen }));
  const href = useCallback((place: LinePlace) => lineLink(run.id, place), [run.id]);
  const isLinked = (stepRunId: string, line: number) =>
    linked?.stepRunId === stepRunId && line >= linked.line && line <= (linked.to ?? linked.line);
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
        className={`log ${shown.isWrapped ? "" : "unwrapped"}`}
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
          <div className="log-inner" style={{ height: shown.heightPx }}>
            {shown.items.map((item) => {
              const row = rows.at(item.index);
              return row ? (
                <div
                  key={item.key}
                  ref={shown.measure}
                  data-index={item.index}
                  className="row"
                  style={{ transform: `translateY(${item.topPx}px)` }}
                >
                  <ConsoleRow
                    row={row}
                    store={store}
                    version={version}
                    needle={search.needle}
                    isHit={row.kind === "line" && search.isCurrent(row.section.step.stepRunId, row.line)}
                    isLinked={row.kind === "line" && isLinked(row.section.step.stepRunId, row.line)}
                    hasCaret={row.kind === "line" && row.section === lastLive && row.line === row.section.lines - 1}
                    onToggle={toggle}
                    href={href}
                    onLink={link}
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
      {linked && sections.some((s) => s.step.stepRunId === linked.stepRunId) ? (
        <PinBar key={lineLink(run.id, linked)} run={run} linked={linked} onClose={unlink} />
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
