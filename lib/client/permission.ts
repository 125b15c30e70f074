import type { Me } from "#lib/contract/common.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { type Action, rolesThatMay, startAction } from "#lib/domain/actor/permission.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";

/** Why this person cannot do it, as a sentence for beside the button; null when they can. The server decides again. */
export function whyNot(me: Me | undefined, action: Action, verb: string): string | null {
  if (!me) return "Loading who you are.";
  if (me.may.includes(action)) return null;
  return `You are ${me.role}. ${verb} needs ${rolesThatMay(action).join(" or ")}.`;
}

/** Which permission a start needs: the domain's rule, asked with what the page knows of the procedure. */
export function startActionOf(procedure: ProcedureView, option: string): Action {
  return startAction(asScoped(procedure), option);
}

/** `startAction` reads nothing but the scope, which the view carries as two fields. */
function asScoped(view: ProcedureView): Procedure {
  const scope = view.level !== null ? { level: view.level } : { component: view.component ?? view.id };
  return { scope } as Procedure;
}
