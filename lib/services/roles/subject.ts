import type { IncidentRoleView } from "#lib/contract/roles.ts";
import { personOf } from "#lib/domain/actor/actor.ts";
import { type Action, may } from "#lib/domain/actor/permission.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { decideRole, type IncidentRole, type RoleCommand, type RolePerson } from "#lib/domain/incident/roles.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { handleOf, PEOPLE, roleView } from "./view.ts";

type User = { id: string; username: string | null; name: string };
const person = (user: User): RolePerson => ({ id: user.id, handle: handleOf(user) });

/** Which command, made of a person who is looked up in the same transaction. */
export type Asked = {
  action: Action;
  command: (find: (handle: string) => Promise<RolePerson>) => Promise<RoleCommand>;
};

/** One change of who holds a role: decided, written and recorded in one transaction; two at once come one after the other. */
export async function onRole(
  ctx: ServiceContext,
  number: number,
  role: IncidentRole,
  asked: Asked,
): Promise<IncidentRoleView> {
  authorise(ctx, asked.action);
  const { actor } = ctx;
  const id = personOf(actor);
  if (id === null)
    throw new AppError("forbidden", "Only a person with an account holds or gives a role. Nothing was changed.");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const incident = await tx.incident.findUnique({ where: { number }, select: { status: true } });
    if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
    if (incident.status === "closed")
      throw new AppError("not-possible-now", `INC-${number} is closed. Nothing was changed.`);
    const key = { incidentNumber_role: { incidentNumber: number, role } };
    const row = await tx.roleHolder.findUnique({ where: key, include: PEOPLE });
    const state = row && {
      holder: person(row.holder),
      offer: row.offeredTo && { to: person(row.offeredTo), note: row.offerNote },
    };
    const command = await asked.command((handle) => holderOf(tx, handle));
    const { state: next, kind, text } = decideRole(role, state, command, { id, handle: actor.name });
    const now = ctx.clock.now();
    if (next) {
      const held = {
        holderId: next.holder.id,
        since: next.holder.id === row?.holderId ? row.since : now,
        offeredToId: next.offer?.to.id ?? null,
        offeredAt: next.offer ? now : null,
        offerNote: next.offer?.note ?? "",
      };
      await tx.roleHolder.upsert({ where: key, create: { incidentNumber: number, role, ...held }, update: held });
    } else await tx.roleHolder.delete({ where: key });
    await ctx.recorder.timeline(tx, actor, { incident: number, kind, text });
    await ctx.recorder.audit(tx, actor, {
      action: kind,
      object: `incident:${number}`,
      data: { role, before: state?.holder.handle ?? null, after: next?.holder.handle ?? null },
    });
    await ctx.recorder.notify(tx, { t: "incident", number, what: "incident" });
    return roleView(role, await tx.roleHolder.findUnique({ where: key, include: PEOPLE }));
  });
}

/** Somebody who may hold a role: an account that is not ended, with a role that acts in incidents. */
async function holderOf(tx: Tx, handle: string): Promise<RolePerson> {
  const user = await tx.user.findUnique({ where: { username: handle } });
  if (user && user.disabledAt === null && may(user.role, "role.take")) return person(user);
  throw new AppError("invalid", `${handle} cannot hold a role in an incident. Nothing was changed.`, {
    errors: [{ path: "to", message: "somebody who responds to incidents" }],
  });
}
