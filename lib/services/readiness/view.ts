import type { ReadinessTarget } from "#lib/contract/readiness.ts";
import { isInjection } from "#lib/domain/drill/injection.ts";
import { type CheckResult, CheckResults, declaredChecks } from "#lib/domain/readiness/checks.ts";
import { type ProvenRun, proofOf } from "#lib/domain/readiness/history.ts";
import { shortName } from "#lib/domain/readiness/name.ts";
import { isStale, judgeReadiness } from "#lib/domain/readiness/verdict.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { TARGET, targetView } from "../targets/view.ts";

/** What the view needs, spread into a Prisma `include`: the newest look that has ended, and whether one is under way. */
export const WITH_LOOKS = {
  ...TARGET,
  playbookVersion: true,
  readinessLooks: { where: { endedAt: { not: null } }, orderBy: { createdAt: "desc" }, take: 1 },
  _count: { select: { readinessLooks: { where: { endedAt: null } } } },
} satisfies Prisma.TargetInclude;
type Row = Prisma.TargetGetPayload<{ include: typeof WITH_LOOKS }>;

/** What is known of every button of a target, and what that means. `proofs` by `target procedure`. Pure but for the cache of playbooks. */
export function readinessOf(row: Row, proofs: ReadonlyMap<string, ProvenRun[]>, now: Date): ReadinessTarget {
  const playbook = playbookOf(row.playbookVersion);
  const checks = declaredChecks(playbook);
  const newest = row.readinessLooks[0];
  const look = newest?.endedAt ? { at: newest.endedAt, results: CheckResults.parse(newest.results) } : null;
  const { holder } = targetView(row);
  return {
    id: row.id,
    target: row.name,
    environment: row.environment,
    playbook: playbook.playbook,
    checkedAt: look?.at.toISOString() ?? null,
    isStale: isStale(look, now),
    isChecking: row._count.readinessLooks > 0,
    holder,
    cells: playbook.procedures
      .filter((p) => !isInjection(p))
      .sort((a, b) => orderOf(a) - orderOf(b) || a.procedure.localeCompare(b.procedure))
      .map((procedure) => {
        const { lastProof, usualMs } = proofOf(proofs.get(`${row.id} ${procedure.procedure}`) ?? []);
        const parameters = row.parameters as Record<string, string>;
        return {
          procedure: procedure.procedure,
          name: shortName(procedure),
          title: procedure.title,
          ...judgeReadiness({ procedure, playbook, checks, look, heldBy: holder?.title ?? null, parameters, now }),
          lastProof: lastProof && { ...lastProof, at: lastProof.at.toISOString() },
          usualMs,
          targetTimeMs: procedure.targetTime,
        };
      }),
    checks: (look?.results ?? []).map((result: CheckResult) => ({
      ...result,
      title: checks.find((c) => c.id === result.check)?.title ?? result.check,
    })),
  };
}

const orderOf = ({ scope }: Parameters<typeof shortName>[0]): number =>
  "level" in scope ? scope.level : "component" in scope ? 4 : 5;
