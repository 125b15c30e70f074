import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { Assessable } from "#lib/domain/severity/assess.ts";

/** A playbook as the page holds it, in the form the domain judges with. */
export function assessable(view: PlaybookView): Assessable {
  return {
    classes: view.classes,
    signals: view.signals,
    criteria: view.criteria,
    symptoms: view.symptoms,
    procedures: view.procedures.map((p) => ({
      procedure: p.id,
      title: p.title,
      scope: p.level !== null ? { level: p.level } : p.component !== null ? { component: p.component } : {},
    })),
  };
}
