import type { z } from "zod";
import type { RcaView, SaveRca } from "#lib/contract/rca.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { mergeText } from "#lib/domain/rca/merge.ts";
import { misfits, type RcaValue } from "#lib/domain/rca/prefill.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { canonical, sha256 } from "../canonical.ts";
import { settleByRecord } from "../communication/settle-by-record.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { getRca } from "./get.ts";
import { rcaIncident, savedText, textOf } from "./subject.ts";

/**
 * Saves over the version that was read and keeps every version. When somebody saved in between: 409, nothing is written, and the newer text can be
 * read and merged.
 */
export async function saveRca(ctx: ServiceContext, number: number, body: z.infer<typeof SaveRca>): Promise<RcaView> {
  authorise(ctx, "rca.edit");
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const { incident, playbook } = await rcaIncident(ctx, number, tx);
    if (incident.rca?.publishedAt)
      throw new AppError(
        "not-possible-now",
        `The review of INC-${number} was published at ${incident.rca.publishedAt.toISOString()}. Nothing was saved.`,
      );
    const version = incident.rca?.version ?? 0;
    if (body.version !== version)
      throw new AppError(
        "wrong-version",
        `Somebody saved version ${version} after you read version ${body.version}. Nothing was overwritten. Read the newer one, merge, and save again.`,
      );
    const wrong = misfits(playbook.rca, body.values);
    if (wrong.length > 0)
      throw new AppError("invalid", "The review has fields that do not fit its template. Nothing was saved.", {
        errors: wrong,
      });

    const saved = savedText(incident);
    const { values, untouched } = mergeText(textOf({ incident, playbook }), saved, body.values, same);
    const at = ctx.clock.now();
    const data = {
      version: version + 1,
      values: values as Prisma.InputJsonObject,
      prefilled: untouched,
      updatedAt: at,
      updatedBy: ctx.actor,
    };
    await tx.rca.upsert({
      where: { incidentNumber: number },
      create: { incidentNumber: number, ...data },
      update: data,
    });
    await tx.rcaRevision.create({
      data: {
        incidentNumber: number,
        version: version + 1,
        values: values as Prisma.InputJsonObject,
        savedAt: at,
        savedBy: ctx.actor,
      },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "rca.save",
      object: `incident:${number}`,
      data: { version: version + 1, sha256: sha256(canonical(values)) },
    });
    await settleByRecord(ctx, tx, number, "review");
    await ctx.recorder.notify(tx, { t: "incident", number, what: "rca" });
  });
  return getRca(ctx, number);
}

const same = (a: RcaValue | undefined, b: RcaValue | undefined): boolean => canonical(a) === canonical(b);
