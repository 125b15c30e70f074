"use client";
import { useQuery } from "@tanstack/react-query";
import { BookOpen, ChevronRight, CircleX } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { pinched, plural } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";

export function PlaybookList() {
  const query = useQuery(queries.playbooks());
  const problems = useQuery(queries.playbookProblems()).data ?? [];
  return (
    <>
      <TopBar title="Playbooks" />
      <div className="page">
        <div className="page-inner max-w-[960px]">
          <p className="text-ink-2">
            A playbook is a team's rollback document as data. A run keeps the version it started with, by its content
            hash.
          </p>
          {problems.map((problem) => (
            <div key={problem.playbook} className="banner crit" role="alert">
              <CircleX size={15} aria-hidden />
              <span className="min-w-0">
                <b>{problem.playbook} could not be loaded.</b> The last version that loaded stays in use.
                <span className="mono mt-1 block whitespace-pre-wrap break-words">{problem.message}</span>
              </span>
            </div>
          ))}
          <section className="panel overflow-hidden" aria-label="Playbooks">
            <PanelState query={query} what="playbooks" skeleton={<Skeleton rows={3} />}>
              {(playbooks) =>
                playbooks.length === 0 ? (
                  <Empty icon={<BookOpen size={16} aria-hidden />} title="No playbook is loaded">
                    Put one under <span className="mono">playbooks/</span> and restart.
                  </Empty>
                ) : (
                  <ul>
                    {playbooks.map((p) => (
                      <li key={p.id} className="border-line border-b last:border-0">
                        <Link
                          className="flex items-center gap-3 px-4 py-3 hover:bg-s2"
                          href={`/playbooks/${p.id}`}
                          data-row
                        >
                          <span className="min-w-0 flex-1">
                            <b className="block font-semibold text-14">{p.title}</b>
                            <span className="block text-ink-2">{p.summary}</span>
                            <span className="text-12 text-ink-3">
                              {plural(p.criteria.length, "criterion", "criteria")}, {plural(p.signals.length, "signal")}
                              ,{" "}
                              {p.procedures.length > 0 ? plural(p.procedures.length, "procedure") : "no procedures yet"}
                              . Version <span className="mono">{pinched(p.hash)}</span>, loaded <At at={p.loadedAt} />
                            </span>
                          </span>
                          <ChevronRight size={16} aria-hidden className="text-ink-3" />
                        </Link>
                      </li>
                    ))}
                  </ul>
                )
              }
            </PanelState>
          </section>
        </div>
      </div>
    </>
  );
}
