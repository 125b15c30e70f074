"use client";
import { useQuery } from "@tanstack/react-query";
import { Ban, ChevronsLeft, Flag } from "lucide-react";
import { Empty, Failed, Skeleton } from "#components/common/panel-state.tsx";
import { EvidenceCard } from "#components/evidence/evidence-card.tsx";
import { bareTitle, capital, procedureName, useRoom } from "#components/incident/room-context.tsx";
import { VerificationCard } from "#components/verification/verification-card.tsx";
import { queries } from "#lib/client/queries.ts";
import { lastRunOf } from "#lib/client/rollback.ts";
import { isActive } from "#lib/client/run-active.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { ComponentCard } from "./component-card.tsx";
import { LevelCard } from "./level-card.tsx";
import { useHeld } from "./use-start-off.ts";

/** Everything that can be pressed in this incident, the recommended first. */
export function RollbackPanel() {
  const { incident, playbook } = useRoom();
  const query = useQuery(queries.playbooks());
  return (
    <section className="room-col pane-rollback" aria-label="Roll back">
      <h2 className="col-head">
        <ChevronsLeft size={15} aria-hidden /> Roll back
        <span className="ml-auto truncate font-normal text-11 text-ink-3">{incident.targets.join(", ")}</span>
      </h2>
      {playbook ? (
        <Procedures />
      ) : query.isError ? (
        <Failed what="playbook" error={query.error} onRetry={query.refetch} />
      ) : query.isPending ? (
        <span className="late block" role="status" aria-label="Loading the playbook">
          <Skeleton rows={8} />
        </span>
      ) : (
        <Empty icon={<ChevronsLeft size={16} aria-hidden />} title={`The playbook ${incident.playbook} is not loaded`}>
          No rollback can be started here until it is.
        </Empty>
      )}
    </section>
  );
}

function Procedures() {
  const { incident, playbook } = useRoom();
  if (!playbook || playbook.procedures.length === 0) {
    return (
      <Empty icon={<ChevronsLeft size={16} aria-hidden />} title="This playbook has no rollback buttons yet">
        {playbook?.proceduresPending ?? "It only assesses."}
      </Empty>
    );
  }
  const levels = playbook.procedures.filter((p) => p.level !== null).sort((a, b) => (a.level ?? 0) - (b.level ?? 0));
  const data = playbook.procedures.filter((p) => p.data !== null);
  const parts = playbook.procedures.filter((p) => p.level === null && p.data === null);
  const first = levels[0] ?? parts[0] ?? data[0];
  const matching = new Set(incident.assessment?.alternatives.map((a) => a.procedure));
  const suggested = suggestedProcedure(
    incident,
    levels.map((p) => p.id),
  );
  // Before anything was rolled back the buttons come first.
  const isVerified = incident.verifications.length > 0;
  return (
    <>
      {first ? <Held procedure={first} /> : null}
      {isVerified ? <VerificationCard /> : null}
      <Recommended suggested={suggested} />
      {levels.map((procedure) => (
        <LevelCard key={procedure.id} procedure={procedure} isSuggested={procedure.id === suggested} />
      ))}
      <Group title="One component only" procedures={parts} matching={matching} />
      <Group title="Data" procedures={data} matching={matching} />
      {isVerified ? null : <VerificationCard />}
      <EvidenceCard />
    </>
  );
}

type GroupProps = { title: string; procedures: ProcedureView[]; matching: ReadonlySet<string> };

/** Procedures that are no level, under what they have in common. */
function Group({ title, procedures, matching }: GroupProps) {
  if (procedures.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="px-3 pt-2 pb-1.5 font-medium text-11 text-ink-3">{title}</h3>
      <div className="components">
        {procedures.map((procedure) => (
          <ComponentCard key={procedure.id} procedure={procedure} isSuggested={matching.has(procedure.id)} />
        ))}
      </div>
    </section>
  );
}

/** Said once for all buttons that are off for the same reason. */
function Held({ procedure }: { procedure: ProcedureView }) {
  const { incident, showRun } = useRoom();
  const held = useHeld(procedure);
  const run = incident.currentRun;
  if (!held) return null;
  return (
    <p className="banner held">
      <Ban size={14} aria-hidden />
      <span>
        {held}{" "}
        {run && isActive(run.status) ? (
          <button type="button" className="link" onClick={() => showRun(run.id)}>
            Show it
          </button>
        ) : null}
      </span>
    </p>
  );
}

type Incident = ReturnType<typeof useRoom>["incident"];

/** The assessment's recommendation until it was tried; then the next level, while the last was not proven. */
function suggestedProcedure(incident: Incident, levels: string[]): string | null {
  if (incident.status === "resolved" || incident.status === "closed") return null;
  const first = incident.assessment?.recommended?.procedure ?? null;
  if (!first || !lastRunOf(incident, first)) return first;
  const untried = levels.slice(levels.indexOf(first)).find((id) => !lastRunOf(incident, id));
  const newest = [...incident.runs].sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  const isUnsettled =
    newest?.status === "failed" || newest?.status === "unproven" || incident.verifications[0]?.status === "failed";
  return isUnsettled ? (untried ?? null) : null;
}

function Recommended({ suggested }: { suggested: string | null }) {
  const { incident, procedure } = useRoom();
  const view = procedure(suggested);
  const because =
    incident.assessment?.recommended?.procedure === suggested ? incident.assessment?.recommended?.because : null;
  if (!view) return null;
  return (
    <div className="recommended">
      <h3>
        <Flag size={14} aria-hidden className="text-accent" />
        {because ? "Recommended" : "Next"}: {capital(procedureName(view))}, {bareTitle(view)}
      </h3>
      <p>{because ? because.join(". ") : "The one before it failed, is not proven, or does not hold."}</p>
    </div>
  );
}
