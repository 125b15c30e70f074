import type { ChecklistItemView } from "#lib/contract/incident.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { findRunnable } from "#lib/domain/run/verification.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { evidenceView } from "../rca/get.ts";

type Row = Prisma.ChecklistItemGetPayload<{ include: { evidence: true } }>;

export function checklistView(item: Row, playbook: Playbook): ChecklistItemView {
  const steps = findRunnable(playbook, item.procedure)?.options.flatMap((o) => o.steps) ?? [];
  const step = steps.find((s) => s.ticks.includes(item.itemId));
  return {
    slug: item.slug,
    procedure: item.procedure,
    title: item.title,
    by: item.by as ChecklistItemView["by"],
    state: item.tickedAt ? "ticked" : item.evidenceId ? "failed" : "open",
    waitsFor: item.tickedAt ? null : (step?.title ?? null),
    tickedAt: item.tickedAt?.toISOString() ?? null,
    tickedBy: item.tickedBy === null ? null : readActor(item.tickedBy),
    note: item.note,
    evidence: item.evidence ? evidenceView(item.evidence) : null,
  };
}
