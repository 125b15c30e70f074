"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { Took } from "#components/common/time.tsx";
import { StepIcon } from "#components/run/step-status.tsx";
import { plural } from "#lib/client/format.ts";
import { plainText, type Segment, segments } from "#lib/client/output/ansi.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { Row } from "./rows.ts";
import { SealMark } from "./seal-mark.tsx";

type Props = {
  row: Row;
  store: OutputStore;
  /** Moves when the store's content does. */
  version: number;
  needle: string;
  isHit: boolean;
  hasCaret: boolean;
  onToggle: (stepRunId: string, isOpen: boolean) => void;
};

export function ConsoleRow({ row, store, needle, isHit, hasCaret, onToggle }: Props) {
  const { step, isOpen, lines } = row.section;
  if (row.kind === "line") {
    return (
      <Line
        text={store.step(step.stepRunId).lines.line(row.line)}
        number={row.line + 1}
        needle={needle}
        isHit={isHit}
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

type LineProps = { text: string; number: number; needle: string; isHit: boolean; hasCaret: boolean };
const Line = memo(function Line({ text, number, needle, isHit, hasCaret }: LineProps) {
  return (
    <div className={`line ${isHit ? "hit" : ""}`}>
      <span className="gutter" aria-hidden>
        {number}
      </span>
      <span>
        {needle === "" ? <Coloured text={text} /> : <Marked text={plainText(text)} needle={needle} />}
        {hasCaret ? <span className="caret" aria-hidden /> : null}
      </span>
    </div>
  );
});

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
