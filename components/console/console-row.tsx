"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { Took } from "#components/common/time.tsx";
import { StepIcon } from "#components/run/step-status.tsx";
import { plural } from "#lib/client/format.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import { plainText, type Segment, segments } from "#lib/domain/output/ansi.ts";
import type { Row } from "./rows.ts";
import { SealMark } from "./seal-mark.tsx";
import type { LinePlace } from "./use-line-link.ts";

type Props = {
  row: Row;
  store: OutputStore;
  /** Moves when the store's content does. */
  version: number;
  needle: string;
  isHit: boolean;
  isLinked: boolean;
  hasCaret: boolean;
  onToggle: (stepRunId: string, isOpen: boolean) => void;
  href: (place: LinePlace) => string;
  /** `isMore`: from the lines that are chosen up to this one. */
  onLink: (place: LinePlace, isMore: boolean) => void;
};

export function ConsoleRow({ row, store, needle, isHit, isLinked, hasCaret, onToggle, href, onLink }: Props) {
  const { step, isOpen, lines } = row.section;
  if (row.kind === "line") {
    const place = { stepRunId: step.stepRunId, line: row.line };
    return (
      <Line
        text={store.line(step.stepRunId, row.line)}
        number={row.line + 1}
        href={href(place)}
        onLink={(isMore) => onLink(place, isMore)}
        needle={needle}
        isHit={isHit}
        isLinked={isLinked}
        hasCaret={hasCaret}
      />
    );
  }
  return (
    <button type="button" className="fold" aria-expanded={isOpen} onClick={() => onToggle(step.stepRunId, isOpen)}>
      {isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
      <StepIcon status={step.status} size={13} />
      <span className="name text-ink-1">{step.title}</span>
      {step.attempt > 1 ? <span>attempt {step.attempt}</span> : null}
      <span className="text-ink-3">
        {step.startedAt ? <Took since={step.startedAt} until={step.endedAt} /> : null}, {plural(lines, "line")}
      </span>
      <span className="flex-1" />
      <SealMark output={store.step(step.stepRunId)} isRunning={step.status === "running"} />
    </button>
  );
}

const NEAREST: ScrollIntoViewOptions = { block: "nearest", inline: "nearest" };

type LineProps = {
  /** Undefined while the server is asked for it. */
  text: string | undefined;
  number: number;
  href: string;
  onLink: (isMore: boolean) => void;
  needle: string;
  isHit: boolean;
  isLinked: boolean;
  hasCaret: boolean;
};
const Line = memo(
  function Line({ text, number, href, onLink, needle, isHit, isLinked, hasCaret }: LineProps) {
    const place = useRef<HTMLDivElement>(null);
    // A line that is not wrapped may hold the text beyond the edge.
    useEffect(() => {
      if (isHit && text !== undefined) place.current?.querySelector("mark")?.scrollIntoView(NEAREST);
    }, [isHit, text]);
    return (
      <div ref={place} className={`line ${isHit ? "hit" : ""} ${isLinked ? "linked" : ""}`} data-line={number}>
        <a
          className="gutter"
          href={href}
          tabIndex={-1}
          title={`Link to line ${number}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            onLink(event.shiftKey);
          }}
        >
          {number}
        </a>
        <span>
          {text === undefined ? (
            <span className="text-ink-3">…</span>
          ) : needle === "" ? (
            <Coloured text={text} />
          ) : (
            <Marked text={plainText(text)} needle={needle} />
          )}
          {hasCaret ? <span className="caret" aria-hidden /> : null}
        </span>
      </div>
    );
  },
  // What the link does follows from where it leads.
  (a, b) =>
    a.text === b.text &&
    a.href === b.href &&
    a.needle === b.needle &&
    a.isHit === b.isHit &&
    a.isLinked === b.isLinked &&
    a.hasCaret === b.hasCaret,
);

const LOOKS = ["bold", "dim", "italic", "underline", "strike"] as const;
const classOf = (segment: Segment): string =>
  [segment.color, ...LOOKS.filter((look) => segment[look])].flatMap((look) => (look ? [`ansi-${look}`] : [])).join(" ");

function Coloured({ text }: { text: string }) {
  return segments(text).map((segment, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no identity
      key={index}
      className={classOf(segment)}
    >
      {segment.text}
    </span>
  ));
}

function Marked({ text, needle }: { text: string; needle: string }) {
  const wanted = needle.trim().toLowerCase();
  if (wanted === "") return <>{text}</>;
  const lower = text.toLowerCase();
  const parts = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}
