import { readActor } from "#lib/domain/actor/actor.ts";
import type { MessageFacts } from "#lib/domain/communication/template.ts";
import type { Playbook, Procedure } from "#lib/domain/playbook/schema.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import { isActive } from "#lib/domain/run/status.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";

const WITH = {
  assessment: true,
  runs: {
    where: { purpose: "rollback" },
    orderBy: { createdAt: "asc" },
    include: { targets: { include: { target: { select: { name: true } } } } },
  },
} satisfies Prisma.IncidentInclude;
type Incident = Prisma.IncidentGetPayload<{ include: typeof WITH }>;

/** What the record says now, for a message. Nothing that is not on record. */
export async function messageFacts(tx: Tx, number: number, playbook: Playbook, now: Date): Promise<MessageFacts> {
  const incident = await tx.incident.findUniqueOrThrow({ where: { number }, include: WITH });
  const owner = readActor(incident.declaredBy).name;
  const contact = await tx.contact.findFirst({ where: { name: owner } });
  const levels = proceduresOf(incident, playbook).flatMap((p) => ("level" in p.scope ? [p.scope.level] : []));
  const declared = incident.declaredAt.toISOString();
  const until = incident.resolvedAt ?? now;
  return {
    date: declared.slice(0, 10),
    time: `${declared.slice(11, 19)} UTC`,
    severity: incident.severity.toUpperCase(),
    level: levels.length > 0 ? String(Math.max(...levels)) : "",
    status: statusOf(incident),
    description: descriptionOf(incident),
    "affected-features": affected(incident, playbook),
    actions: incident.runs.map(
      (run) => `${run.title} on ${run.targets.map((t) => t.target.name).join(", ")}: ${fromRow(run.status)}`,
    ),
    "duration-minutes": `${Math.max(1, Math.round((until.getTime() - incident.declaredAt.getTime()) / 60_000))} minutes`,
    "data-loss": [...new Set(proceduresOf(incident, playbook).map((p) => p.dataLoss))],
    owner,
    "owner-contact": [contact?.phone ?? "", contact?.email ?? ""],
  };
}

const proceduresOf = (incident: Incident, playbook: Playbook): Procedure[] =>
  playbook.procedures.filter((p) => incident.runs.some((run) => run.procedure === p.procedure));

function statusOf({ runs, status }: Incident): string {
  if (status === "resolved" || status === "closed") return "COMPLETED";
  const last = runs.at(-1);
  if (!last) return "NO ROLLBACK YET";
  if (isActive(fromRow(last.status))) return "IN PROGRESS";
  return last.status === "succeeded" ? "COMPLETED, WATCHED" : `IN PROGRESS, last run ${fromRow(last.status)}`;
}

function descriptionOf({ title, severityReason, assessment }: Incident): string[] {
  const verdict = assessment?.verdict as { fired?: { title: string; reason: string }[] } | undefined;
  return [title, ...(verdict?.fired ?? []).map((f) => `${f.title}: ${f.reason}`), severityReason ?? ""];
}

/** Every feature that has a procedure of its own; ticked when it was rolled back or assessed as the cause. */
function affected({ runs, assessment }: Incident, playbook: Playbook): string[] {
  const verdict = assessment?.verdict as { alternatives?: { procedure: string }[] } | undefined;
  const named = new Set([...runs.map((r) => r.procedure), ...(verdict?.alternatives ?? []).map((a) => a.procedure)]);
  return playbook.procedures
    .filter((p) => "component" in p.scope)
    .map((p) => `[${named.has(p.procedure) ? "x" : " "}] ${p.title}`);
}
