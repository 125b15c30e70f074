import type { PlaybookView, ProcedureView } from "#lib/contract/playbook.ts";
import { isInjection, scenarioOf } from "#lib/domain/drill/injection.ts";
import { type Playbook, type Procedure, stepKind } from "#lib/domain/playbook/schema.ts";

/** A playbook as pages read it: everything but script texts. Pure. */
export function playbookView(playbook: Playbook, version: { hash: string; loadedAt: Date }): PlaybookView {
  return {
    id: playbook.playbook,
    title: playbook.title,
    summary: playbook.summary,
    hash: version.hash,
    loadedAt: version.loadedAt.toISOString(),
    proceduresPending: playbook.proceduresPending ?? null,
    classes: playbook.classes,
    parameters: playbook.parameters,
    signals: playbook.signals,
    criteria: playbook.criteria,
    symptoms: playbook.symptoms,
    procedures: playbook.procedures
      .filter((p) => !isInjection(p))
      .map(procedureView)
      .sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id)),
    verification: playbook.verification
      ? {
          title: playbook.verification.title,
          summary: playbook.verification.summary,
          checklist: playbook.verification.checklist,
        }
      : null,
    collectsEvidence: playbook.investigation !== undefined,
    rca: playbook.rca,
    communication: playbook.communication,
    drills: playbook.drills ?? null,
    scenarios: playbook.procedures.filter(isInjection).map((p) => ({
      id: scenarioOf(p) ?? p.procedure,
      title: p.title,
      summary: p.summary,
      deploysRelease: p.options.some((o) => o.steps.some((s) => "choose" in s && s.type === "git-tag")),
    })),
  };
}

const rank = (p: ProcedureView): number => p.level ?? 9;

const procedureView = (p: Procedure): ProcedureView => ({
  id: p.procedure,
  title: p.title,
  summary: p.summary,
  level: "level" in p.scope ? p.scope.level : null,
  component: "component" in p.scope ? p.scope.component : null,
  data: "data" in p.scope ? p.scope.data : null,
  targetTimeMs: p.targetTime,
  impact: p.impact,
  dataLoss: p.dataLoss,
  approval: p.approval,
  typedConfirmation: p.typedConfirmation,
  insufficient: p.insufficient ?? null,
  expected: p.expected,
  options: p.options.map((o) => ({
    id: o.id,
    title: o.title,
    refused: o.refused ?? null,
    steps: o.steps.map((s) => ({
      id: s.id,
      title: s.title,
      kind: stepKind(s),
      changes: s.changes,
      timeoutMs: s.timeout,
      watchMs: "watch" in s ? s.watch : null,
      usualMs: s.usual ?? null,
      gate: s.gate,
    })),
  })),
  checklist: p.checklist,
});
