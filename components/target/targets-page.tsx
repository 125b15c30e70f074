"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus, Server } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { Holder } from "#components/target/holder.tsx";
import { MetricsButton } from "#components/target/metrics-button.tsx";
import { SecretRows } from "#components/target/secret-rows.tsx";
import { Button } from "#components/ui/button.tsx";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { TargetView } from "#lib/contract/target.ts";

const AddTarget = dynamic(() => import("./add-target.tsx").then((m) => m.AddTarget));

export function TargetsPage() {
  const query = useQuery(queries.targets());
  const off = useWriteOff("target.manage", "Adding a target");
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <TopBar title="Targets" />
      <div className="page">
        <div className="page-inner">
          <div className="hero">
            <p className="flex-1">
              A target is one place where steps run. Its host key is pinned: another key stops everything.
            </p>
            <Button off={off} onClick={() => setAdding(true)}>
              <Plus size={14} aria-hidden /> Add target
            </Button>
          </div>
          {off ? <p className="text-12 text-ink-3">{off}</p> : null}
          {isAdding ? <AddTarget onClose={() => setAdding(false)} /> : null}
          <section className="panel overflow-hidden" aria-label="Targets">
            <PanelState query={query} what="targets" skeleton={<Skeleton rows={4} />}>
              {(targets) =>
                targets.length === 0 ? (
                  <Empty icon={<Server size={16} aria-hidden />} title="No target yet">
                    An administrator adds one with its address, user, host key and credential.
                  </Empty>
                ) : (
                  <Table targets={targets} />
                )
              }
            </PanelState>
          </section>
        </div>
      </div>
    </>
  );
}

function Table({ targets }: { targets: TargetView[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Target</th>
          <th>Where, and as whom</th>
          <th>Host key</th>
          <th>Playbook</th>
          <th>Parameters</th>
          <th>Card</th>
          <th>Now</th>
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => (
          <tr key={target.id}>
            <td>
              <b className="font-semibold text-13">{target.name}</b>{" "}
              <span className="text-ink-3">{target.environment}</span>
              {target.watchSeconds !== null ? (
                <span className="block text-11 text-warn">
                  watch windows shortened to {duration(target.watchSeconds * 1000)}
                </span>
              ) : null}
            </td>
            <td className="mono">
              {target.user}@{target.address}
            </td>
            <td className="mono max-w-[220px] truncate text-ink-2" title={target.hostKeySha256}>
              {target.hostKeySha256}
            </td>
            <td>{target.playbook}</td>
            <td>
              <details>
                <summary className="text-ink-2">
                  {Object.keys(target.parameters).length + Object.keys(target.secrets).length} set
                </summary>
                <dl className="kv mono mt-1">
                  {Object.entries(target.parameters).map(([name, value]) => (
                    <div key={name} className="contents">
                      <dt>{name}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                  <SecretRows secrets={target.secrets} />
                </dl>
              </details>
            </td>
            <td>
              <Link
                className="link"
                href={`/targets/${target.id}/card`}
                data-row
                aria-label={`Quick reference card of ${target.name}`}
              >
                Card
              </Link>
              <MetricsButton target={target} />
            </td>
            <td>
              <Holder target={target} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
