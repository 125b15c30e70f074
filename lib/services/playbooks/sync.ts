import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { playbookState, savePlaybookState } from "./current.ts";

type Context = Pick<ServiceContext, "db" | "recorder" | "clock">;
const SCHEDULE: Actor = { kind: "schedule", id: "playbook-sync", name: "playbook sync" };
/** Several web processes may start at once. */
const oneAtATime = (tx: Tx) => tx.$queryRaw`SELECT pg_advisory_xact_lock(7103, 0)::text`;

/**
 * Takes a loaded playbook into use: stores its content when it is new, and moves its targets there. Runs and incidents keep the version they began
 * with. Answers whether anything changed. Safe to repeat.
 */
export async function syncPlaybook(
  ctx: Context,
  { playbook, hash }: { playbook: Playbook; hash: string },
): Promise<boolean> {
  const id = playbook.playbook;
  return ctx.db.$transaction(async (tx) => {
    await oneAtATime(tx);
    const state = await playbookState(tx, id);
    const known = await tx.playbookVersion.findUnique({ where: { playbook_hash: { playbook: id, hash } } });
    if (known && known.id === state.versionId) {
      if (state.problem !== null) await savePlaybookState(tx, id, { ...state, problem: null });
      return false;
    }
    const version =
      known ??
      (await tx.playbookVersion.create({
        data: {
          playbook: id,
          hash,
          title: playbook.title,
          content: playbook as unknown as Prisma.InputJsonObject,
          loadedAt: ctx.clock.now(),
        },
      }));
    await savePlaybookState(tx, id, { versionId: version.id, problem: null });
    const moved = await tx.target.updateMany({
      where: { playbookVersion: { playbook: id }, NOT: { playbookVersionId: version.id } },
      data: { playbookVersionId: version.id },
    });
    await ctx.recorder.audit(tx, SCHEDULE, {
      action: "playbook.load",
      object: `playbook:${id}`,
      data: { hash, targets: moved.count },
    });
    return true;
  });
}

/** The files of a playbook could not be loaded: the version in use stays, and GET /playbooks says why. */
export async function reportPlaybookProblem(ctx: Context, id: string, problem: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await oneAtATime(tx);
    await savePlaybookState(tx, id, { ...(await playbookState(tx, id)), problem });
  });
}
