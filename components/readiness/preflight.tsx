"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import type { ReadinessTarget } from "#lib/contract/readiness.ts";
import { READINESS_LOOK } from "./look.tsx";
import { TargetHead } from "./target-head.tsx";

const SIGN = {
  pass: { Icon: CircleCheck, tone: "text-ok", word: "good" },
  weak: { Icon: TriangleAlert, tone: "text-warn", word: "not proven" },
  fail: { Icon: CircleX, tone: "text-crit", word: "bad" },
  unknown: { Icon: CircleDashed, tone: "text-ink-3", word: "not known" },
} as const;

/** The first look at a target that was just added: every check as it is, and which buttons would work already. */
export function Preflight({ target, onClose }: { target: string; onClose: () => void }) {
  const query = useQuery({ ...queries.readiness(), refetchInterval: 2_000 });
  const item = query.data?.items.find((i) => i.target === target);
  return (
    <section className="panel" aria-label={`First look at ${target}`}>
      <div className="panel-head">
        <h2>First look at {target}</h2>
        <span className="text-12 text-ink-3">read-only, with the scripts of its rollbacks</span>
        <Button size="sm" look="quiet" className="ml-auto" onClick={onClose}>
          Close
        </Button>
      </div>
      <PanelState query={{ ...query, data: item }} what="first look" skeleton={<Skeleton rows={5} />}>
        {(found) => <Found item={found} />}
      </PanelState>
    </section>
  );
}

function Found({ item }: { item: ReadinessTarget }) {
  if (item.checkedAt === null) {
    return (
      <p className="flex items-center gap-2 p-4 text-12 text-ink-2" role="status">
        <LoaderCircle size={14} className="spin" aria-hidden /> An engine looks at {item.target} now: address, host key,
        login, and what its rollbacks need. Nothing is changed there.
      </p>
    );
  }
  return (
    <div className="preflight">
      <TargetHead item={item} />
      <ul aria-label="Checks">
        {item.checks.map(({ check, title, verdict, detail }) => {
          const { Icon, tone, word } = SIGN[verdict];
          return (
            <li key={check}>
              <Icon size={14} aria-hidden className={tone} />
              <span>
                <b className="font-medium">{title}</b>: {word}
                {detail ? <span className="text-ink-2">. {detail}</span> : null}
              </span>
            </li>
          );
        })}
      </ul>
      <ul aria-label="Buttons">
        {item.cells.map(({ procedure, name, state }) => {
          const { label, pill, Icon } = READINESS_LOOK[state];
          return (
            <li key={procedure}>
              <span className={`pill ${pill}`}>
                <Icon size={12} aria-hidden /> {label}
              </span>{" "}
              {name}
            </li>
          );
        })}
        <li>
          <Link className="link" href="/">
            All targets on the board
          </Link>
        </li>
      </ul>
    </div>
  );
}
