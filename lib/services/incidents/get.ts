import type { IncidentView } from "#lib/contract/incident.ts";
import { RcaValues } from "#lib/contract/rca.ts";
import { isInjection } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { missingFields } from "#lib/domain/rca/prefill.ts";
import { brokenGlassView } from "../approvals/view.ts";
import { ASSESSMENT, assessmentView } from "../assessments/view.ts";
import { checklistView } from "../checklist/view.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { INVESTIGATIONS, investigationView } from "../investigation/view.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { timelineView } from "../rca/get.ts";
import { PEOPLE, rolesView } from "../roles/view.ts";
import { summaries } from "../runs/list.ts";
import { INCIDENT, incidentSummary } from "./summary.ts";

const RUNS_SHOWN = 100;

/** An incident with everything its room shows. */
export async function getIncident(ctx: ServiceContext, number: number): Promise<IncidentView> {
  authorise(ctx, "incident.read");
  const row = await ctx.db.incident.findUnique({
    where: { number },
    include: {
      ...INCIDENT,
      playbookVersion: true,
      assessment: { include: ASSESSMENT },
      timeline: { orderBy: { seq: "asc" } },
      checklist: { orderBy: [{ procedure: "asc" }, { position: "asc" }], include: { evidence: true } },
      rca: true,
      breakGlass: { orderBy: { at: "asc" }, include: { run: { select: { title: true } } } },
      investigations: INVESTIGATIONS,
      roles: { include: PEOPLE },
    },
  });
  if (!row) throw new AppError("not-found", `There is no incident INC-${number}.`);
  const playbook = playbookOf(row.playbookVersion);
  const runs = await summaries(ctx, { incidentNumber: number, purpose: "rollback" }, RUNS_SHOWN);
  const required = playbook.rca.filter((f) => f.required).length;
  const broken = new Set(playbook.procedures.filter(isInjection).map((p) => p.procedure));
  return {
    ...incidentSummary(row, runs[0] ?? null),
    severityReason: row.severityReason,
    roles: rolesView(row.roles),
    assessment: row.assessment ? assessmentView(row.assessment) : null,
    runs,
    injections: runs.filter((r) => broken.has(r.procedure)).map((r) => r.id),
    verifications: await summaries(ctx, { incidentNumber: number, purpose: "verification" }, RUNS_SHOWN),
    brokenGlass: row.breakGlass.map(brokenGlassView),
    checklist: row.checklist.map((item) => checklistView(item, playbook)),
    investigations: row.investigations.map(investigationView),
    timeline: row.timeline.map(timelineView),
    rca: row.rca
      ? {
          publishedAt: row.rca.publishedAt?.toISOString() ?? null,
          required,
          completeRequired: required - missingFields(playbook.rca, RcaValues.parse(row.rca.values)).length,
        }
      : null,
  };
}
