"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleDashed, CircleX, ShieldCheck, TriangleAlert } from "lucide-react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import type { ReadinessBoard } from "#lib/contract/readiness.ts";
import type { ReadinessFix } from "#lib/domain/readiness/fixes.ts";

const SIGN = {
  prevents: { Icon: CircleX, tone: "text-crit", verb: "Stops" },
  degrades: { Icon: TriangleAlert, tone: "text-warn", verb: "Weakens" },
  unknown: { Icon: CircleDashed, tone: "text-ink-3", verb: "Leaves open" },
} as const;

/** What is true, what does not work because of it, and what to do: before somebody needs the button. */
export function FixPanel({ query }: { query: UseQueryResult<ReadinessBoard> }) {
  const fixes = query.data?.fixes.length ?? 0;
  return (
    <section className="panel overflow-hidden" aria-label="Fix before it is needed">
      <div className="panel-head">
        <h2>Fix before it is needed</h2>
        {fixes > 0 ? <span className="count ml-auto">{fixes}</span> : null}
      </div>
      <PanelState query={query} what="list of what to fix" skeleton={<Skeleton rows={3} />}>
        {(board) => (board.fixes.length === 0 ? <Nothing board={board} /> : <List fixes={board.fixes} />)}
      </PanelState>
    </section>
  );
}

function Nothing({ board }: { board: ReadinessBoard }) {
  const isKnown = board.items.some((i) => i.checkedAt !== null && !i.isStale);
  return isKnown ? (
    <Empty icon={<ShieldCheck size={16} aria-hidden />} title="Nothing that a check can see">
      Every check of the last look was good.
    </Empty>
  ) : (
    <Empty icon={<CircleDashed size={16} aria-hidden />} title="Nothing is known yet">
      No target was looked at in the last half hour.
    </Empty>
  );
}

const List = ({ fixes }: { fixes: readonly ReadinessFix[] }) => (
  <ul className="fixes">
    {fixes.map((fix) => {
      const { Icon, tone, verb } = SIGN[fix.effect];
      return (
        <li key={`${fix.target} ${fix.check} ${fix.effect}`}>
          <Icon size={15} aria-hidden className={tone} />
          <div>
            <h3>
              {fix.target}, {fix.title}
            </h3>
            <p>{fix.says}.</p>
            <p className="text-ink-3">
              {verb} {fix.stops.join(", ")}: {fix.because}.
            </p>
            {fix.next ? (
              <p>
                <b className="font-semibold">Safe next:</b> {fix.next}.
              </p>
            ) : null}
          </div>
        </li>
      );
    })}
  </ul>
);
