import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Prisma } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";

const SCHEDULE: Actor = { kind: "schedule", id: "playbook-sync", name: "playbook sync" };

/**
 * Stores a loaded playbook as a version when its content is new, and moves its targets there. Runs and incidents keep the version they began with.
 * Answers whether it was new.
 */
export async function syncPlaybook(
  ctx: Pick<ServiceContext, "db" | "recorder" | "clock">,
  { playbook, hash }: { playbook: Playbook; hash: string },
): Promise<boolean> {
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(7103, 0)::text`;
    const newest = await tx.playbookVersion.findFirst({
      where: { playbook: playbook.playbook },
      orderBy: { loadedAt: "desc" },
    });
    if (newest?.hash === hash) return false;
    const data = {
      playbook: playbook.playbook,
      hash,
      title: playbook.title,
      content: playbook as unknown as Prisma.InputJsonObject,
      loadedAt: ctx.clock.now(),
    };
    // A playbook that goes back to an earlier content is that earlier version again; versions are never changed.
    const earlier = await tx.playbookVersion.findUnique({
      where: { playbook_hash: { playbook: playbook.playbook, hash } },
    });
    const version = earlier ?? (await tx.playbookVersion.create({ data }));
    const moved = await tx.target.updateMany({
      where: { playbookVersion: { playbook: playbook.playbook }, NOT: { playbookVersionId: version.id } },
      data: { playbookVersionId: version.id },
    });
    await ctx.recorder.audit(tx, SCHEDULE, {
      action: "playbook.load",
      object: `playbook:${playbook.playbook}`,
      data: { hash, targets: moved.count },
    });
    return earlier === null;
  });
}
