import type { AssessmentView } from "#lib/contract/assessment.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Verdict } from "#lib/domain/severity/types.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { verdictView } from "./create.ts";
import { sourcesView } from "./sources.ts";

export const ASSESSMENT = {
  playbookVersion: true,
  target: { select: { name: true } },
} satisfies Prisma.AssessmentInclude;

export function assessmentView(row: Prisma.AssessmentGetPayload<{ include: typeof ASSESSMENT }>): AssessmentView {
  const playbook = playbookOf(row.playbookVersion);
  return {
    id: row.id,
    playbook: playbook.playbook,
    playbookHash: row.playbookVersion.hash,
    target: row.target?.name ?? null,
    signals: row.signals as AssessmentView["signals"],
    sources: sourcesView(row.sources),
    by: readActor(row.actor).name,
    createdAt: row.createdAt.toISOString(),
    ...verdictView(playbook, row.verdict as unknown as Verdict, row.deadlineAt),
  };
}
