import type { DeclareIncident } from "#lib/contract/incident.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";
import { linkAlertDraft } from "../alerts/drafts.ts";
import { deadlineOf } from "../assessments/create.ts";
import { sourcesView } from "../assessments/sources.ts";
import { owe } from "../communication/plan.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { declareInDrill } from "../drills/declare.ts";
import { playbookOf } from "../playbooks/parsed.ts";

/** Declares an incident: with the verdict of an assessment, or with a severity and the reason for it. */
export async function declareIncident(ctx: ServiceContext, body: DeclareIncident): Promise<{ number: number }> {
  authorise(ctx, "incident.declare");
  const names = [...new Set(body.targets)];
  const targets = await ctx.db.target.findMany({ where: { name: { in: names } }, include: { playbookVersion: true } });
  const unknown = names.filter((name) => !targets.some((t) => t.name === name));
  if (unknown.length > 0)
    throw new AppError(
      "invalid",
      `There is no target ${unknown.map((n) => `"${n}"`).join(", ")}. Nothing was declared.`,
      { errors: [{ path: "targets", message: `unknown: ${unknown.join(", ")}` }] },
    );
  const versions = new Set(targets.map((t) => t.playbookVersionId));
  const version = targets[0]?.playbookVersion;
  if (versions.size !== 1 || !version)
    throw new AppError(
      "invalid",
      "The targets belong to different playbooks. Nothing was declared. Declare one incident for each.",
      { errors: [{ path: "targets", message: "of one playbook" }] },
    );

  const { severity, reason, assessmentId, measured } = await judged(ctx, body, version.playbook);
  const declaredAt = ctx.clock.now();
  const playbook = playbookOf(version);
  if (body.drill !== undefined) {
    const targetIds = targets.map((t) => t.id);
    return declareInDrill(ctx, body.drill, { severity, reason, assessmentId, title: body.title, targetIds, playbook });
  }
  const rule = playbook.classes[severity];
  return ctx.db.$transaction(async (tx) => {
    const incident = await tx.incident.create({
      data: {
        title: body.title,
        severity,
        severityReason: reason,
        assessmentId,
        playbookVersionId: version.id,
        declaredBy: ctx.actor,
        declaredAt,
        deadlineAt: deadlineOf(rule?.deadlineMinutes, declaredAt),
        targets: { create: targets.map((t) => ({ targetId: t.id })) },
      },
    });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: incident.number,
      kind: "incident.declared",
      text: `${ctx.actor.name} declared ${severity}: ${body.title}${reason ? ` (${reason})` : ""}`,
      data: { assessmentId, targets: names, ...(Object.keys(measured).length > 0 ? { measured } : {}) },
    });
    if (body.alertDraft !== undefined) await linkAlertDraft(ctx, tx, body.alertDraft, incident.number);
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "incident.declare",
      object: `incident:${incident.number}`,
      data: { severity },
    });
    await owe(ctx, tx, { incident: incident.number, playbook, severity });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "incident" });
    return { number: incident.number };
  });
}

async function judged(
  ctx: ServiceContext,
  body: DeclareIncident,
  playbook: string,
): Promise<{
  severity: SeverityClass;
  reason: string | null;
  assessmentId: string | null;
  /** Hashes of what was measured: the timeline's chain keeps them. */
  measured: Record<string, string>;
}> {
  if (body.assessmentId === undefined)
    return { severity: body.severity as SeverityClass, reason: body.reason ?? null, assessmentId: null, measured: {} };
  const assessment = await ctx.db.assessment.findUnique({
    where: { id: body.assessmentId },
    include: { playbookVersion: true },
  });
  if (!assessment)
    throw new AppError("invalid", "There is no such assessment. Nothing was declared. Assess again.", {
      errors: [{ path: "assessmentId", message: "unknown" }],
    });
  if (assessment.playbookVersion.playbook !== playbook)
    throw new AppError(
      "invalid",
      `The assessment is of ${assessment.playbookVersion.playbook}, the targets are of ${playbook}. Nothing was declared.`,
      { errors: [{ path: "assessmentId", message: "of another playbook" }] },
    );
  const verdict = assessment.severity;
  const own = verdict === "critical" || verdict === "major" || verdict === "minor" ? verdict : null;
  const severity = body.severity ?? own;
  if (
    severity === null ||
    (verdict !== "undetermined" && severity !== own && !body.reason) ||
    (verdict === "none" && !body.reason)
  ) {
    const what =
      severity === null
        ? `The verdict is "${verdict}", so the severity has to be said`
        : `The verdict is "${verdict}"; another severity needs a reason`;
    throw new AppError("invalid", `${what}. Nothing was declared.`, {
      errors: [{ path: severity === null ? "severity" : "reason", message: "is required" }],
    });
  }
  const why = severity === own ? (body.reason ?? null) : (body.reason ?? `declared while the verdict was ${verdict}`);
  const measured = Object.fromEntries(
    Object.entries(sourcesView(assessment.sources)).flatMap(([id, source]) =>
      source.measured ? [[id, source.measured.sha256]] : [],
    ),
  );
  return { severity, reason: why, assessmentId: assessment.id, measured };
}
