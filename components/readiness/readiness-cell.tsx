"use client";
import Link from "next/link";
import { At } from "#components/common/time.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { ago, duration } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { ReadinessCell, ReadinessTarget } from "#lib/contract/readiness.ts";
import { READINESS_LOOK } from "./look.tsx";

type Props = { item: ReadinessTarget; cell: ReadinessCell };

/** One button on one target: the word, the reason or the last proof, the usual time. Opened it says everything that is known. */
export function ReadinessCellView({ item, cell }: Props) {
  const { label, Icon, cell: tone } = READINESS_LOOK[cell.state];
  const now = useNow();
  const why = cell.reasons.map((r) => `${r.title}: ${r.says}`).join(". ");
  const [reason] = cell.reasons;
  return (
    <Popover
      label={`${cell.name} on ${item.target}`}
      trigger={
        <button
          type="button"
          className={`readiness-cell ${tone}`}
          data-state-of={cell.state}
          title={why || undefined}
          aria-label={`${cell.name} on ${item.target}: ${label}${why ? `. ${why}` : ""}`}
        >
          <span className="cell-name">{cell.name}</span>
          <span className="cell-word">
            <Icon size={13} aria-hidden className={cell.state === "in-use" ? "spin" : ""} /> {label}
          </span>
          <span className="cell-line">{reason ? reason.says : provenLine(cell, now)}</span>
          <span className="cell-line">{cell.usualMs === null ? "no time yet" : `usual ${duration(cell.usualMs)}`}</span>
        </button>
      }
    >
      <Details item={item} cell={cell} />
    </Popover>
  );
}

const provenLine = ({ lastProof }: ReadinessCell, now: number): string => {
  if (!lastProof) return "never proven here";
  return now === 0 ? "proven" : `proven ${ago(Math.max(0, now - Date.parse(lastProof.at)))}`;
};

function Details({ item, cell }: Props) {
  const { label, pill, Icon } = READINESS_LOOK[cell.state];
  const good = item.checks.filter((c) => c.verdict === "pass" && c.detail !== "");
  return (
    <div className="readiness-details">
      <p className="flex flex-wrap items-center gap-2">
        <b className="font-semibold">
          {cell.name} on {item.target}
        </b>
        <span className={`pill ${pill}`}>
          <Icon size={12} aria-hidden /> {label}
        </span>
      </p>
      {cell.reasons.map((r) => (
        <p key={r.check}>
          <b className="font-semibold">{r.title}:</b> {r.says}.{r.next ? ` Safe next: ${r.next}.` : ""}
        </p>
      ))}
      <dl className="kv">
        <dt>Checked</dt>
        <dd>{item.checkedAt ? <At at={item.checkedAt} /> : "never"}</dd>
        <dt>Last proof</dt>
        <dd>
          {cell.lastProof ? (
            <Link className="link" href={`/incidents/${cell.lastProof.incident}?run=${cell.lastProof.runId}`}>
              INC-{cell.lastProof.incident}, <At at={cell.lastProof.at} />
            </Link>
          ) : (
            "never on this target"
          )}
        </dd>
        <dt>Time</dt>
        <dd>
          {cell.usualMs === null ? "not known yet" : `usual ${duration(cell.usualMs)}`}, target{" "}
          {duration(cell.targetTimeMs)}
        </dd>
      </dl>
      {good.length > 0 ? (
        <details>
          <summary className="text-ink-2">What was found good on {item.target}</summary>
          <ul>
            {good.map((c) => (
              <li key={c.check}>
                <b className="font-medium">{c.title}:</b> {c.detail}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
