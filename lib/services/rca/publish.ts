import type { z } from "zod";
import type { PublishRca, RcaView } from "#lib/contract/rca.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { missingFields } from "#lib/domain/rca/prefill.ts";
import { canonical, sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { getRca } from "./get.ts";
import { rcaIncident, textOf } from "./subject.ts";

/** Publishes the version that was read and closes the incident. Refused while a required field says nothing or the incident is not resolved. */
export async function publishRca(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof PublishRca>,
): Promise<RcaView> {
  authorise(ctx, "rca.publish");
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const { incident, playbook } = await rcaIncident(ctx, number, tx);
    const { rca } = incident;
    if (rca?.publishedAt)
      throw new AppError("not-possible-now", `The review of INC-${number} is published already. Nothing was changed.`);
    if (incident.status !== "resolved")
      throw new AppError(
        "not-possible-now",
        `INC-${number} is ${incident.status}. Nothing was published. Resolve the incident first.`,
      );
    if (!rca) throw new AppError("invalid", "Nobody has written the review yet. Nothing was published.");
    if (rca.version !== body.version)
      throw new AppError(
        "wrong-version",
        `Somebody saved version ${rca.version} after you read version ${body.version}. Nothing was published. Read the newer one first.`,
      );
    const unreviewed = await tx.breakGlass.findFirst({
      where: { incidentNumber: number, reviewedAt: null },
      include: { run: true },
    });
    if (unreviewed)
      throw new AppError(
        "not-possible-now",
        `"${unreviewed.run.title}" was armed by one person, and nobody has reviewed that yet. Nothing was published. Another commander or an admin reviews it in the room first.`,
      );
    const { values } = textOf({ incident, playbook });
    const missing = missingFields(playbook.rca, values);
    if (missing.length > 0) {
      const titles = playbook.rca.filter((f) => missing.includes(f.id)).map((f) => f.title);
      throw new AppError("invalid", `${titles.join(", ")}: still empty. Nothing was published.`, {
        errors: missing.map((id) => ({ path: `values.${id}`, message: "is required" })),
      });
    }
    const at = ctx.clock.now();
    await tx.rca.update({
      where: { incidentNumber: number },
      data: { values, publishedAt: at, publishedBy: ctx.actor },
    });
    await tx.incident.update({ where: { number }, data: { status: "closed", closedAt: at } });
    await tickReport(
      ctx,
      tx,
      number,
      playbook.procedures.flatMap((p) =>
        p.checklist.filter((c) => c.record === "rca").map((c) => `${p.procedure}.${c.id}`),
      ),
      at,
    );
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: number,
      kind: "rca.published",
      text: `Root cause analysis published by ${ctx.actor.name}; the incident is closed`,
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "rca.publish",
      object: `incident:${number}`,
      data: { version: rca.version },
    });
    await ctx.recorder.notify(tx, { t: "incident", number, what: "rca" });
  });
  return getRca(ctx, number);
}

type Tx = Parameters<Parameters<ServiceContext["db"]["$transaction"]>[0]>[0];

/** Checklist items that say "report created" are proved by the record itself. */
async function tickReport(ctx: ServiceContext, tx: Tx, incident: number, slugs: string[], at: Date): Promise<void> {
  const open = await tx.checklistItem.findMany({
    where: { incidentNumber: incident, slug: { in: slugs }, tickedAt: null },
  });
  for (const item of open) {
    const content = { incident, published: at.toISOString() };
    const evidence = await tx.evidence.create({
      data: {
        incidentNumber: incident,
        kind: "record",
        title: item.title,
        detail: "The root cause analysis is published",
        content,
        sha256: sha256(canonical(content)),
        source: "record",
        at,
      },
    });
    await tx.checklistItem.update({
      where: { id: item.id },
      data: { tickedAt: at, tickedBy: ctx.actor, evidenceId: evidence.id },
    });
  }
}
