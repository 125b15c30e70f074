import { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";
import { decide } from "#lib/domain/run/decide.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import { changedParts } from "#lib/domain/run/subject.ts";
import { runSubject } from "../approvals/subject.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { operate } from "./operate.ts";
import { yieldTargets } from "./yield.ts";

const Approval = z.object({ subject: z.record(z.string(), z.string()) });

/** An approval is good this long, then the run lapses. */
export const APPROVAL_VALID_MS = 15 * 60_000;

/** Starts an armed run, when its targets are free. */
export async function startArmedRun(ctx: ServiceContext, runId: string): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.start.any");
  const row = await ctx.db.run.findUnique({
    where: { id: runId },
    include: {
      playbookVersion: true,
      targets: { include: { target: true } },
      events: { where: { kind: { in: ["run.approved", "run.glass-broken"] } }, orderBy: { seq: "desc" } },
    },
  });
  if (!row) throw new AppError("not-found", "There is no such run.");
  const approvedAt = row.events[0]?.at;
  if (row.status === "armed" && approvedAt && ctx.clock.now().getTime() - approvedAt.getTime() > APPROVAL_VALID_MS) {
    await ctx.runs.append(runId, ctx.actor, (run) => decide(run, { kind: "lapse" }));
    throw new AppError(
      "expired",
      "The approval is older than 15 minutes and has lapsed. Nothing was started. Ask for it again.",
    );
  }
  const changed = await changedSince(ctx, runId, row.events);
  if (row.status === "armed" && changed.length > 0) {
    await ctx.runs.append(runId, ctx.actor, (run) => decide(run, { kind: "lapse" }));
    throw new AppError(
      "expired",
      `What was approved is not what would run now: ${changed.join(", ")} changed since. The approval has lapsed. Nothing was started. Ask for it again.`,
    );
  }
  const procedure = findProcedure(playbookOf(row.playbookVersion), row.procedure);
  if (!procedure) throw new AppError("not-found", "The playbook version of this run has no such procedure.");
  const run = await operate(ctx, runId, "run.start", async (_state, tx) => {
    await yieldTargets(
      ctx,
      tx,
      procedure,
      row.targets.map((t) => t.target),
    );
    return { kind: "queue" };
  });
  return { id: run.id, status: run.status };
}

/** Names of what is not as it was when somebody consented. */
async function changedSince(
  ctx: ServiceContext,
  runId: string,
  approvals: readonly { data: unknown }[],
): Promise<string[]> {
  const now = await runSubject(ctx.db, runId);
  const subjects = approvals.map((e) => Approval.parse(e.data).subject);
  return [...new Set(subjects.flatMap((then) => changedParts(then, now)))];
}
