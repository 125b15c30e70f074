import type { z } from "zod";
import type { RcaFact, RcaView } from "#lib/contract/rca.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { MOST_BYTES, storedIn } from "#lib/domain/investigation/content.ts";
import { pinnedIn } from "#lib/domain/investigation/excerpt.ts";
import { duration, incidentDurations } from "#lib/domain/rca/metrics.ts";
import { missingFields } from "#lib/domain/rca/prefill.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { type RcaIncident, rcaIncident, textOf } from "./subject.ts";

/** The review as its form shows it. Before anybody has written, it is what the record can fill, as version 0. */
export async function getRca(ctx: ServiceContext, number: number): Promise<RcaView> {
  authorise(ctx, "incident.read");
  const { incident, playbook } = await rcaIncident(ctx, number);
  const { rca } = incident;
  const { values, untouched } = textOf({ incident, playbook });
  return {
    incident: number,
    title: incident.title,
    version: rca?.version ?? 0,
    fields: playbook.rca,
    values,
    prefilled: untouched.filter((id) => values[id] !== ""),
    missing: missingFields(playbook.rca, values),
    facts: factList(incident),
    timeline: incident.timeline.map(timelineView),
    evidence: incident.evidence.map(evidenceView),
    updatedAt: rca?.updatedAt.toISOString() ?? null,
    updatedBy: rca ? readActor(rca.updatedBy).name : null,
    publishedAt: rca?.publishedAt?.toISOString() ?? null,
    publishedBy: rca?.publishedBy ? readActor(rca.publishedBy).name : null,
  };
}

function factList(incident: RcaIncident): z.infer<typeof RcaFact>[] {
  const firstRunAt = incident.runs.find((r) => r.startedAt)?.startedAt ?? null;
  const proven = incident.runs.filter((r) => r.status === "succeeded" && r.undoesRunId === null).at(-1);
  const durations = incidentDurations({
    declaredAt: incident.declaredAt,
    firstRunAt,
    provenAt: proven?.endedAt ?? null,
    verifiedAt: incident.timeline.findLast((e) => e.kind === "verification.proven")?.occurredAt ?? null,
    resolvedAt: incident.resolvedAt,
  });
  const fact = (id: string, title: string, ms: number | null, source: string) => ({
    id,
    title,
    value: ms === null ? "not yet" : duration(ms),
    source,
  });
  return [
    fact("first-rollback", "First rollback after", durations.toFirstRollbackMs, "since declared, from the runs"),
    fact(
      "proven",
      "Proven after",
      durations.toProvenMs,
      proven ? `since declared, ${proven.title}` : "no rollback is proven",
    ),
    fact(
      "verified",
      "Verified after",
      durations.toVerifiedMs,
      durations.toVerifiedMs === null ? "no verification is proven" : "since declared, its stability window included",
    ),
    fact("resolved", "Resolved after", durations.toResolvedMs, "since declared"),
    {
      id: "targets",
      title: "Targets",
      value: incident.targets.map((t) => t.target.name).join(", "),
      source: "from the declaration",
    },
    { id: "rollbacks", title: "Rollbacks", value: String(incident.runs.length), source: "from the runs" },
  ];
}

export const timelineView = (event: RcaIncident["timeline"][number]) => ({
  seq: event.seq,
  occurredAt: event.occurredAt.toISOString(),
  recordedAt: event.recordedAt.toISOString(),
  actor: readActor(event.actor),
  kind: event.kind,
  text: event.text,
  runId: event.runId,
  stepRunId: event.stepRunId,
  hash: event.hash,
});

/** Evidence as pages list it. */
export const evidenceView = (evidence: RcaIncident["evidence"][number]) => ({
  id: evidence.id,
  kind: evidence.kind as "probe" | "output" | "capture" | "record" | "collected" | "excerpt",
  title: evidence.title,
  detail: evidence.detail,
  sha256: evidence.sha256,
  source: evidence.source,
  at: evidence.at.toISOString(),
  runId: evidence.runId,
  stepRunId: evidence.stepRunId,
  content: contentView(evidence.content),
  lines: pinnedIn(evidence.content),
});

function contentView(content: unknown) {
  const stored = storedIn(content);
  return stored && { bytes: stored.totalBytes, isCutOff: stored.totalBytes > MOST_BYTES, sha256: stored.sha256 };
}
