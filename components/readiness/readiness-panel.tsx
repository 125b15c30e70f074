"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { Server } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { duration, plural } from "#lib/client/format.ts";
import type { ReadinessBoard, ReadinessTarget } from "#lib/contract/readiness.ts";
import { ReadinessCellView } from "./readiness-cell.tsx";
import { TargetHead } from "./target-head.tsx";

/** Will the button work if it is pressed now? Every target, every procedure. */
export function ReadinessPanel({ query }: { query: UseQueryResult<ReadinessBoard> }) {
  return (
    <section className="panel overflow-hidden" aria-label="Readiness">
      <div className="panel-head">
        <h2>Readiness</h2>
        <span className="truncate text-12 text-ink-3">
          Will the button work if you press it now? Looked at every 10 minutes, read-only.
        </span>
        <Link className="btn sm quiet ml-auto" href="/targets">
          Targets
        </Link>
      </div>
      <PanelState query={query} what="readiness" skeleton={<Skeleton rows={4} />}>
        {({ items }) => (items.length === 0 ? <NoTarget /> : <Matrix items={items} />)}
      </PanelState>
    </section>
  );
}

const NoTarget = () => (
  <Empty icon={<Server size={16} aria-hidden />} title="No target is known yet">
    An administrator adds one under{" "}
    <Link className="link" href="/targets">
      Targets
    </Link>
    : address, host key, credential, playbook. It is looked at by itself then, and what would work stands here. Until
    then incidents cannot be rolled back from here.
  </Empty>
);

function Matrix({ items }: { items: readonly ReadinessTarget[] }) {
  const columns = columnsOf(items);
  return (
    <div className="readiness-scroll">
      <table className="readiness">
        <thead>
          <tr>
            <th scope="col">Target</th>
            {columns.map((c) => (
              <th key={c.procedure} scope="col" title={c.title}>
                <b>{c.name}</b>
                {duration(c.targetTimeMs)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <th scope="row">
                <TargetHead item={item} />
              </th>
              {item.cells.length === 0 ? (
                <td colSpan={columns.length} className="none">
                  The playbook {item.playbook} only assesses: it has no buttons
                </td>
              ) : (
                columns.map(({ procedure }) => {
                  const cell = item.cells.find((c) => c.procedure === procedure);
                  return (
                    <td key={procedure} className={cell ? "" : "none"}>
                      {cell ? <ReadinessCellView item={item} cell={cell} /> : "not in playbook"}
                    </td>
                  );
                })
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Every procedure of any target, in the order of the targets that have them. */
function columnsOf(items: readonly ReadinessTarget[]) {
  const known = new Map(items.flatMap((i) => i.cells).map((c) => [c.procedure, c]));
  return [...known.values()].map(({ procedure, name, title, targetTimeMs }) => ({
    procedure,
    name,
    title,
    targetTimeMs,
  }));
}

/** For the board's headline: how many buttons can be trusted. */
export function trustLine(items: readonly ReadinessTarget[]): string | null {
  const cells = items.flatMap((i) => i.cells).filter((c) => c.state !== "not-set-up");
  if (cells.length === 0) return null;
  const count = (state: string) => cells.filter((c) => c.state === state).length;
  const others = (
    [
      [count("not-ready"), "not ready"],
      [count("degraded"), "degraded"],
      [count("unknown"), "not known"],
      [count("in-use"), "in use"],
    ] as const
  ).flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : []));
  const ready = `${count("ready")} of ${plural(cells.length, "rollback button")} would work right now`;
  return others.length > 0 ? `${ready}; ${others.join(", ")}.` : `${ready}.`;
}
