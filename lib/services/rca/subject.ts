import { z } from "zod";
import { RcaValues } from "#lib/contract/rca.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { ErrorPattern } from "#lib/domain/investigation/patterns.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { currentText, type RcaText } from "#lib/domain/rca/merge.ts";
import { prefill, type RcaFacts } from "#lib/domain/rca/prefill.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

const WITH = {
  playbookVersion: true,
  assessment: true,
  targets: { include: { target: { select: { name: true } } } },
  runs: {
    where: { purpose: "rollback" },
    orderBy: { createdAt: "asc" },
    include: { targets: { include: { target: { select: { name: true } } } } },
  },
  timeline: { orderBy: [{ occurredAt: "asc" }, { seq: "asc" }] },
  evidence: { orderBy: { at: "asc" } },
  rca: true,
} satisfies Prisma.IncidentInclude;
export type RcaIncident = Prisma.IncidentGetPayload<{ include: typeof WITH }>;

/** The incident with everything its review is made of. */
export async function rcaIncident(
  ctx: ServiceContext,
  number: number,
  tx: Tx = ctx.db,
): Promise<{ incident: RcaIncident; playbook: Playbook }> {
  const incident = await tx.incident.findUnique({ where: { number }, include: WITH });
  if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
  return { incident, playbook: playbookOf(incident.playbookVersion) };
}

/** The text of the review as it stands now; a published one stands for ever. */
export function textOf({ incident, playbook }: { incident: RcaIncident; playbook: Playbook }): RcaText {
  const { rca } = incident;
  const saved = savedText(incident);
  if (rca?.publishedAt && saved) return saved;
  return currentText(playbook.rca, prefill(playbook.rca, factsOf(incident)), saved);
}

export const savedText = ({ rca }: RcaIncident): RcaText | null =>
  rca && { values: RcaValues.parse(rca.values), untouched: z.array(z.string()).parse(rca.prefilled) };

function factsOf(incident: RcaIncident): RcaFacts {
  const collected = incident.evidence.filter((e) => e.kind === "collected");
  const verdict = incident.assessment?.verdict as { fired?: { title: string; reason: string }[] } | undefined;
  const reasons = [
    ...(verdict?.fired ?? []).map((f) => `${f.title}: ${f.reason}`),
    ...(incident.severityReason ? [incident.severityReason] : []),
  ];
  return {
    number: incident.number,
    title: incident.title,
    severity: incident.severity,
    declaredAt: incident.declaredAt.toISOString(),
    resolvedAt: incident.resolvedAt?.toISOString() ?? null,
    targets: incident.targets.map((t) => t.target.name),
    reasons,
    runs: incident.runs.map((run) => ({
      title: run.title,
      status: fromRow(run.status),
      by: readActor(run.actor).name,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      targets: run.targets.map((t) => t.target.name),
      reason: run.reason,
    })),
    patterns: collected.map(patternsIn).find((patterns) => patterns.length > 0) ?? [],
    difference: collected.map(differenceIn).find((text) => text !== "") ?? "",
  };
}

/** Stored JSON is not trusted; evidence of another kind has none. */
const patternsIn = ({ content }: { content: unknown }): ErrorPattern[] =>
  z.object({ patterns: z.array(ErrorPattern) }).safeParse(content).data?.patterns ?? [];
const differenceIn = ({ content }: { content: unknown }): string =>
  z.object({ shows: z.literal("difference"), text: z.string() }).safeParse(content).data?.text ?? "";
