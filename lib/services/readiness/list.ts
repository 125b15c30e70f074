import type { ReadinessBoard, ReadinessTarget } from "#lib/contract/readiness.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { declaredChecks } from "#lib/domain/readiness/checks.ts";
import { fixesOf } from "#lib/domain/readiness/fixes.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { provenRuns } from "./proofs.ts";
import { readinessOf, WITH_LOOKS } from "./view.ts";

/** Which button would work on which target now, and what to fix before it is needed. */
export async function readinessBoard(ctx: ServiceContext): Promise<ReadinessBoard> {
  authorise(ctx, "target.read");
  const rows = await ctx.db.target.findMany({ include: WITH_LOOKS, orderBy: { name: "asc" } });
  const proofs = await provenRuns(
    ctx.db,
    rows.map((r) => r.id),
  );
  const now = ctx.clock.now();
  const judged = rows.map((row) => {
    const view = readinessOf(row, proofs, now);
    const because = new Map(declaredChecks(playbookOf(row.playbookVersion)).map((c) => [c.id, c.because]));
    return { view, because };
  });
  return {
    items: judged.map(({ view }) => view),
    fixes: fixesOf(judged.map(({ view, because }) => ({ target: view.target, because, cells: view.cells }))),
  };
}

export async function targetReadiness(ctx: ServiceContext, targetId: string): Promise<ReadinessTarget> {
  authorise(ctx, "target.read");
  const row = await ctx.db.target.findUnique({ where: { id: targetId }, include: WITH_LOOKS });
  if (!row) throw new AppError("not-found", "There is no such target.");
  return readinessOf(row, await provenRuns(ctx.db, [targetId]), ctx.clock.now());
}
