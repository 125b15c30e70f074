import { readActor } from "#lib/domain/actor/actor.ts";
import { authorise, type ServiceContext } from "../context.ts";

export type AuditView = {
  seq: number;
  at: string;
  actor: { kind: string; name: string };
  action: string;
  object: string;
  data: unknown;
  hash: string;
};

/** A page of the audit, newest first. `cursor` is the `seq` of the last one seen. */
export async function listAudit(
  ctx: ServiceContext,
  { limit, cursor }: { limit: number; cursor: number | null },
): Promise<{ items: AuditView[]; nextCursor: string | null }> {
  authorise(ctx, "audit.read");
  const rows = await ctx.db.auditEvent.findMany({
    where: cursor === null ? {} : { seq: { lt: cursor } },
    orderBy: { seq: "desc" },
    take: limit,
  });
  const items = rows.map((r) => ({
    seq: r.seq,
    at: r.at.toISOString(),
    actor: readActor(r.actor),
    action: r.action,
    object: r.object,
    data: r.data,
    hash: r.hash,
  }));
  return { items, nextCursor: rows.length === limit ? String(rows.at(-1)?.seq) : null };
}
