import type { z } from "zod";
import type { CreateDraft, DraftView, SaveDraft } from "#lib/contract/communication.ts";
import { renderTemplate } from "#lib/domain/communication/template.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { messageFacts } from "./facts.ts";
import { communicatedIncident } from "./incident.ts";
import { settleByRecord } from "./settle-by-record.ts";
import { draftView } from "./view.ts";

/** The draft for what is owed, filled from the record as it is now; the one that is open already, when there is one. Nothing is sent. */
export async function createDraft(
  ctx: ServiceContext,
  { incident: number, body }: { incident: number; body: z.infer<typeof CreateDraft> },
): Promise<DraftView> {
  authorise(ctx, "communication.draft");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const { incident, playbook } = await communicatedIncident(tx, number);
    const deadline =
      body.item === undefined
        ? null
        : await tx.deadline.findUnique({ where: { incidentNumber_item: { incidentNumber: number, item: body.item } } });
    if (body.item !== undefined && !deadline)
      throw new AppError("not-found", `INC-${number} owes nothing called "${body.item}". Nothing was written.`);
    const open =
      deadline &&
      (await tx.draft.findFirst({ where: { deadlineId: deadline.id, sentAt: null }, include: { deadline: true } }));
    if (open) return draftView(open, playbook);
    const template = playbook.communication.templates.find((t) => t.id === (body.template ?? deadline?.template));
    if (!template)
      throw new AppError("invalid", `${playbook.title} has no such template. Nothing was written.`, {
        errors: [
          { path: "template", message: `one of ${playbook.communication.templates.map((t) => t.id).join(", ")}` },
        ],
      });
    const now = ctx.clock.now();
    const text = renderTemplate(template, await messageFacts(tx, number, playbook, now), {
      incident: number,
      title: incident.title,
    });
    const draft = await tx.draft.create({
      data: {
        incidentNumber: number,
        deadlineId: deadline?.id ?? null,
        template: template.id,
        ...text,
        createdAt: now,
        updatedAt: now,
        updatedBy: ctx.actor,
      },
      include: { deadline: true },
    });
    if (template.audience === "internal") await settleByRecord(ctx, tx, number, "report");
    await changed(ctx, tx, number, draft.id, "draft.create");
    return draftView(draft, playbook);
  });
}

/** Saves over the version that was read; 409 when somebody saved in between, or sent it. */
export async function saveDraft(
  ctx: ServiceContext,
  { incident: number, id, body }: { incident: number; id: string; body: z.infer<typeof SaveDraft> },
): Promise<DraftView> {
  authorise(ctx, "communication.draft");
  return ctx.db.$transaction(async (tx) => {
    const { playbook } = await communicatedIncident(tx, number);
    await openDraft(tx, number, id, body.version);
    const { version: _, ...text } = body;
    const draft = await tx.draft.update({
      where: { id },
      data: { ...text, version: { increment: 1 }, updatedAt: ctx.clock.now(), updatedBy: ctx.actor },
      include: { deadline: true },
    });
    await changed(ctx, tx, number, id, "draft.save");
    return draftView(draft, playbook);
  });
}

/** Locked, unsent, and the version that was read. */
export async function openDraft(tx: Tx, incident: number, id: string, version: number) {
  await tx.$queryRaw`SELECT 1 FROM "Draft" WHERE "id" = ${id} FOR UPDATE`;
  const draft = await tx.draft.findUnique({ where: { id }, include: { deadline: true } });
  if (!draft || draft.incidentNumber !== incident)
    throw new AppError("not-found", `INC-${incident} has no such draft. Nothing was changed.`);
  if (draft.sentAt !== null)
    throw new AppError(
      "not-possible-now",
      "The message was sent already. Nothing was changed and nothing was sent again.",
    );
  if (draft.version !== version)
    throw new AppError(
      "wrong-version",
      `Somebody saved version ${draft.version} after you read version ${version}. Nothing was overwritten or sent. Read the newer one first.`,
    );
  return draft;
}

async function changed(ctx: ServiceContext, tx: Tx, incident: number, draft: string, action: string): Promise<void> {
  await ctx.recorder.audit(tx, ctx.actor, {
    action: `communication.${action}`,
    object: `incident:${incident}`,
    data: { draft },
  });
  await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "communication" });
}
