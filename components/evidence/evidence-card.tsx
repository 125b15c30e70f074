"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, LoaderCircle, Microscope } from "lucide-react";
import Link from "next/link";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { InvestigationView } from "#lib/contract/incident.ts";
import { EvidenceLink } from "./evidence-link.tsx";

/** What was collected from the targets about the failure, and the button that collects more. */
export function EvidenceCard() {
  const { incident, playbook } = useRoom();
  if (!playbook?.collectsEvidence) return null;
  const [newest, ...older] = incident.investigations;
  return (
    <section className="evidence-card" aria-label="Collected evidence">
      <div className="head">
        <Microscope size={14} aria-hidden className="text-ink-2" />
        <h3>Evidence</h3>
      </div>
      {newest ? (
        <>
          <Investigation of={newest} />
          <Reproduce version={newest.deployedVersion} />
        </>
      ) : (
        <p>Log, figures and version difference are collected before a rollback restarts anything.</p>
      )}
      {older.length > 0 ? (
        <details>
          <summary>{older.length} earlier</summary>
          {older.map((investigation) => (
            <Investigation key={investigation.id} of={investigation} />
          ))}
        </details>
      ) : null}
      <Collect />
    </section>
  );
}

function Investigation({ of }: { of: InvestigationView }) {
  const { incident } = useRoom();
  const isGoing = of.state === "asked" || of.state === "collecting";
  return (
    <div className="investigation" data-state={of.state}>
      <p>
        {isGoing ? <LoaderCircle size={12} className="spin" aria-hidden /> : null}
        {isGoing ? "Collecting from" : "From"} <b>{of.target}</b>,{" "}
        {of.runId ? "before the rollback" : `asked for by ${of.by}`}, <At at={of.endedAt ?? of.createdAt} />
      </p>
      {of.evidence.length > 0 ? (
        <ul>
          {of.evidence.map((evidence) => (
            <li key={evidence.id}>
              <EvidenceLink incident={incident.number} evidence={evidence} />
              <span className="detail" title={evidence.detail}>
                {evidence.detail}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {of.problem ? (
        <p className="problem">
          <CircleAlert size={12} aria-hidden /> Not had: {of.problem}
        </p>
      ) : null}
    </div>
  );
}

/** A drill with the version that failed, where nobody is harmed by it. */
function Reproduce({ version }: { version: string | null }) {
  const { incident } = useRoom();
  if (version === null) return null;
  const asked = new URLSearchParams({ incident: String(incident.number), version, scenario: "reproduce" });
  return (
    <Link className="link" href={`/drills/new?${asked}`}>
      Reproduce {version} in staging…
    </Link>
  );
}

function Collect() {
  const { incident } = useRoom();
  const client = useQueryClient();
  const off = useWriteOff("evidence.collect", "Collecting evidence");
  const ask = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/investigations`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.incidents.detail(incident.number) }),
  });
  if (incident.status === "closed") return null;
  const isGoing = incident.investigations.some((i) => i.endedAt === null);
  return (
    <>
      <ProblemBanner error={ask.error} lead="Not collected." />
      <Button size="sm" off={off} busy={(ask.isPending || isGoing) && "Collecting"} onClick={() => ask.mutate()}>
        Collect evidence
      </Button>
    </>
  );
}
