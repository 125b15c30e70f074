import type { z } from "zod";
import type { ContactView, SaveContact } from "#lib/contract/communication.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";

export const contactView = (row: Prisma.ContactGetPayload<object>): ContactView => ({
  id: row.id,
  name: row.name,
  phone: row.phone,
  email: row.email,
  roles: row.roles,
  playbook: row.playbook,
  position: row.position,
});

export async function listContacts(ctx: ServiceContext): Promise<ContactView[]> {
  authorise(ctx, "incident.read");
  return (await ctx.db.contact.findMany({ orderBy: [{ position: "asc" }, { name: "asc" }] })).map(contactView);
}

export async function createContact(ctx: ServiceContext, body: z.infer<typeof SaveContact>): Promise<ContactView> {
  return change(ctx, "contact.create", body.name, (tx) => tx.contact.create({ data: body }));
}

export async function updateContact(
  ctx: ServiceContext,
  id: string,
  body: z.infer<typeof SaveContact>,
): Promise<ContactView> {
  return change(ctx, "contact.update", body.name, async (tx) => {
    await known(tx, id);
    return tx.contact.update({ where: { id }, data: body });
  });
}

export async function deleteContact(ctx: ServiceContext, id: string): Promise<void> {
  await change(ctx, "contact.delete", id, async (tx) => {
    await known(tx, id);
    return tx.contact.delete({ where: { id } });
  });
}

async function known(tx: Tx, id: string): Promise<void> {
  if (!(await tx.contact.findUnique({ where: { id } })))
    throw new AppError("not-found", "There is no such contact. Nothing was changed.");
}

async function change(
  ctx: ServiceContext,
  action: string,
  name: string,
  write: (tx: Tx) => Promise<Prisma.ContactGetPayload<object>>,
): Promise<ContactView> {
  authorise(ctx, "contact.manage");
  return ctx.db.$transaction(async (tx) => {
    const row = await write(tx);
    // Numbers and addresses stay out of the audit, which is kept for ever.
    await ctx.recorder.audit(tx, ctx.actor, { action, object: `contact:${row.id}`, data: { name, roles: row.roles } });
    return contactView(row);
  });
}
