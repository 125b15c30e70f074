"use client";
import { Download, Search as SearchIcon } from "lucide-react";
import { useRef } from "react";
import { StepIcon } from "#components/run/step-status.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import { groupSteps } from "#lib/client/run-steps.ts";
import { useShortcuts } from "#lib/client/shortcuts/use-shortcuts.ts";
import type { RunView } from "#lib/contract/run.ts";
import { plainText } from "#lib/domain/output/ansi.ts";
import type { Section } from "./rows.ts";
import type { Follow } from "./use-follow.ts";
import type { Search } from "./use-search.ts";

type Props = {
  run: RunView;
  store: OutputStore;
  target: string;
  onTarget: (target: string) => void;
  search: Search;
  follow: Follow;
  sections: readonly Section[];
};

export function ConsoleBar({ run, store, target, onTarget, search, follow, sections }: Props) {
  const last = sections.at(-1)?.step;
  const turn = (by: 1 | -1) => () => {
    const next = run.targets[run.targets.indexOf(target) + by];
    if (next === undefined) return false;
    onTarget(next);
    return true;
  };
  useShortcuts({ "[": turn(-1), "]": turn(1) });
  return (
    <div className="console-bar">
      <div className="flex min-w-0 gap-1" role="tablist" aria-label="Output of target">
        {run.targets.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className="host-tab"
            aria-selected={name === target}
            onClick={() => onTarget(name)}
          >
            <StepIcon status={statusOn(run, name)} size={13} />
            {name}
          </button>
        ))}
      </div>
      <span className="flex-1" />
      <SearchBox search={search} />
      <button type="button" className="switch" role="switch" aria-checked={follow.isFollowing} onClick={follow.toggle}>
        <i aria-hidden />
        Follow
      </button>
      <CopyButton iconOnly label="Copy the loaded output" text={() => allText(store, sections)} />
      {last ? (
        <a
          className="btn sm icon quiet"
          href={`/api/v1/runs/${run.id}/steps/${last.stepRunId}/output?from=0`}
          download={`${run.id}-${last.id}-${last.target}.log`}
          aria-label={`Download the raw output of “${last.title}”`}
          title={`Download the raw output of “${last.title}”`}
        >
          <Download size={14} aria-hidden />
        </a>
      ) : null}
    </div>
  );
}

/** What the target is doing, for its tab. */
function statusOn(run: RunView, target: string) {
  const steps = groupSteps(run.steps.filter((s) => s.target === target));
  return (
    steps.find(
      (g) => g.status === "failed" || g.status === "unknown" || g.status === "running" || g.status === "waiting",
    )?.status ??
    steps.findLast((g) => g.status !== "pending")?.status ??
    "pending"
  );
}

function allText(store: OutputStore, sections: readonly Section[]): string {
  return sections
    .map(({ step }) => {
      const { lines } = store.step(step.stepRunId);
      const text = Array.from({ length: lines.end - lines.first }, (_, i) =>
        plainText(lines.line(lines.first + i) ?? ""),
      );
      return [`# ${step.title} on ${step.target}, attempt ${step.attempt}`, ...text].join("\n");
    })
    .join("\n\n");
}

function SearchBox({ search }: { search: Search }) {
  const input = useRef<HTMLInputElement>(null);
  const step = (by: 1 | -1) => () => {
    if (!search.needle) return false;
    search.step(by);
    return true;
  };
  useShortcuts({
    "/": () => {
      input.current?.focus();
      return true;
    },
    n: step(1),
    N: step(-1),
  });
  return (
    <search className="console-search">
      <SearchIcon size={13} aria-hidden className="text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label="Search in the output"
        placeholder="Search"
        value={search.needle}
        onChange={(event) => search.setNeedle(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") search.step(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") {
            search.setNeedle("");
            input.current?.blur();
          }
        }}
      />
      {search.needle ? (
        <span className="text-ink-3" aria-live="polite">
          {search.position > 0 ? `${search.position} of ` : ""}
          {search.isLooking ? "looking…" : `${search.hits}${search.hasMore ? "+" : ""}`}
        </span>
      ) : null}
      <kbd className="kbd only-wide">/</kbd>
    </search>
  );
}
