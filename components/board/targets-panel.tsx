"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleDashed, LoaderCircle, Server } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { plural } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { TargetView } from "#lib/contract/target.ts";

/** Where rollbacks can run, and what holds each place now. */
export function TargetsPanel() {
  const targets = useQuery({ ...queries.targets(), refetchInterval: 15_000 });
  const playbooks = useQuery(queries.playbooks()).data;
  return (
    <section className="panel overflow-hidden" aria-label="Targets">
      <div className="panel-head">
        <h2>Targets</h2>
        <span className="text-12 text-ink-3">what holds them now</span>
        <Link className="btn sm quiet ml-auto" href="/targets">
          All
        </Link>
      </div>
      <PanelState query={targets} what="targets" skeleton={<Skeleton rows={3} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<Server size={16} aria-hidden />} title="No target is known yet">
              An administrator adds one under{" "}
              <Link className="link" href="/targets">
                Targets
              </Link>
              . Until then incidents cannot be rolled back from here.
            </Empty>
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th>Target</th>
                  <th>Buttons</th>
                  <th>Now</th>
                </tr>
              </thead>
              <tbody>
                {items.map((target) => (
                  <tr key={target.id}>
                    <td>
                      <b className="font-semibold text-13">{target.name}</b>{" "}
                      <span className="text-ink-3">
                        {target.environment}, {target.address}
                      </span>
                    </td>
                    <td className="text-ink-2">
                      {buttonsOf(playbooks?.find((p) => p.id === target.playbook)?.procedures.length, target)}
                    </td>
                    <td>
                      <Holder target={target} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </PanelState>
    </section>
  );
}

const buttonsOf = (procedures: number | undefined, target: TargetView): string =>
  procedures === undefined
    ? target.playbook
    : `${target.playbook}, ${procedures === 0 ? "assesses only" : plural(procedures, "procedure")}`;

export function Holder({ target }: { target: TargetView }) {
  if (!target.holder) {
    return (
      <span className="pill" title="No changing run holds it. This says nothing about whether a rollback would work.">
        <CircleDashed size={12} aria-hidden /> Free
      </span>
    );
  }
  const { runId, incident, title, by } = target.holder;
  return (
    <Link className="pill run" href={`/incidents/${incident}?run=${runId}`} title={`Started by ${by}`}>
      <LoaderCircle size={12} className="spin" aria-hidden /> {title}, INC-{incident}
    </Link>
  );
}
