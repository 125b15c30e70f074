"use client";
import { useEffect, useRef, useState } from "react";
import { count } from "#lib/client/format.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { SecretsSet } from "#lib/contract/target.ts";
import type { Section } from "./rows.ts";

/** How often a screen reader hears of new lines, at most. */
const SUMMARY_EVERY_MS = 5_000;

type Props = {
  sections: readonly Section[];
  store: OutputStore;
  text: string;
  isActive: boolean;
  /** Of the target that is shown. */
  secrets: SecretsSet;
};

/** What is loaded, in one line, and the spoken summary of a log that is not read out line by line. */
export function ConsoleFoot({ sections, store, text, isActive, secrets }: Props) {
  const outputs = sections.map((s) => store.step(s.step.stepRunId));
  const hasGap = outputs.some((o) => o.hasGap || o.sealState === "missing");
  const differs = outputs.some((o) => o.sealState === "differs");
  const isRead = outputs.every((o) => o.sealState !== "unread");
  const isWhole = outputs.every((o) => o.isWhole);
  const received = outputs.reduce((sum, o) => sum + o.received, 0);
  const spoken = useSummary(text, isActive);
  return (
    <div className="console-foot">
      <span className={hasGap || differs ? "text-warn" : ""}>
        {differs
          ? "an output differs from its hash"
          : hasGap
            ? "reading missing bytes"
            : !isRead
              ? "reading what was written"
              : isWhole
                ? "no gaps from byte 0"
                : "earlier lines are read when they are shown"}
      </span>
      <span className="only-wide" title={maskedTitle(secrets)}>
        secrets masked
      </span>
      <span className="flex-1" />
      <span>{count(received)} bytes</span>
      <span>{text}</span>
      <span className="sr-only" role="status">
        {spoken}
      </span>
    </div>
  );
}

/** Names only. Says what masking cannot do, so that nobody relies on it. */
function maskedTitle(secrets: SecretsSet): string {
  const names = Object.keys(secrets).map((name) => `${name}: set, not shown. `);
  return `${names.join("")}The target's secrets and its login are replaced by stars before output is stored. One that a program has changed is not recognised.`;
}

function useSummary(text: string, isActive: boolean): string {
  const [spoken, setSpoken] = useState("");
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    if (!isActive) return;
    const timer = setInterval(() => setSpoken(`Output: ${latest.current}`), SUMMARY_EVERY_MS);
    return () => clearInterval(timer);
  }, [isActive]);
  return spoken;
}
