"use client";
import { useQuery } from "@tanstack/react-query";
import { BookOpen, CircleAlert } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { pinched } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import { CriteriaTable } from "./criteria-table.tsx";
import { ProcedureCard } from "./procedure-card.tsx";

/** A playbook to read: what counts as how bad, and what each button does. */
export function PlaybookPage({ id }: { id: string }) {
  const query = useQuery(queries.playbooks());
  return (
    <>
      <TopBar
        title={
          <>
            <Link className="font-normal text-ink-3 hover:text-ink-1" href="/playbooks">
              Playbooks
            </Link>
            <span className="text-ink-3">›</span> {id}
          </>
        }
      />
      <div className="page">
        <div className="page-inner max-w-[1100px]">
          <PanelState query={query} what="playbook" skeleton={<Skeleton rows={6} />}>
            {(playbooks) => {
              const playbook = playbooks.find((p) => p.id === id);
              return playbook ? (
                <Content playbook={playbook} />
              ) : (
                <Empty icon={<BookOpen size={16} aria-hidden />} title={`No playbook is called ${id}`}>
                  Loaded are {playbooks.map((p) => p.id).join(", ") || "none"}.
                </Empty>
              );
            }}
          </PanelState>
        </div>
      </div>
    </>
  );
}

function Content({ playbook }: { playbook: PlaybookView }) {
  return (
    <>
      <div className="hero">
        <div className="min-w-0 flex-1">
          <h2>{playbook.title}</h2>
          <p>{playbook.summary}</p>
        </div>
        <span className="mono text-12 text-ink-3" title={playbook.hash}>
          {pinched(playbook.hash)}
        </span>
        <CopyButton label="Copy hash" text={() => playbook.hash} />
      </div>
      {playbook.proceduresPending ? (
        <div className="banner warn">
          <CircleAlert size={15} aria-hidden />
          <span>
            <b>No rollback buttons yet.</b> {playbook.proceduresPending}
          </span>
        </div>
      ) : null}
      <CriteriaTable playbook={playbook} />
      {playbook.procedures.map((procedure) => (
        <ProcedureCard
          key={procedure.id}
          procedure={procedure}
          symptoms={playbook.symptoms.filter((s) => s.procedure === procedure.id)}
        />
      ))}
    </>
  );
}
