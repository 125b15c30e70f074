import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { type Finding, twice } from "./finding.ts";

/** The communication part: every role and template that is named exists, and the tree of roles is one. Pure. */
export function checkCommunication({ communication }: Playbook): Finding[] {
  const { roles, notifications, escalation, templates } = communication;
  const at = (path: PropertyKey[], message: string): Finding => ({ path: ["communication", ...path], message });
  const missing = (ids: readonly string[], path: PropertyKey[]): Finding[] =>
    ids.flatMap((id, n) => (roles.some((r) => r.id === id) ? [] : [at([...path, n], `there is no role "${id}"`)]));
  return [
    ...twice(roles, ["communication", "roles"]),
    ...twice(notifications, ["communication", "notifications"]),
    ...twice(escalation, ["communication", "escalation"]),
    ...twice(templates, ["communication", "templates"]),
    ...roles.flatMap((role, i) => {
      if (role.under === undefined) return [];
      const before = roles.slice(0, i).some((r) => r.id === role.under);
      return before ? [] : [at(["roles", i, "under"], `no role "${role.under}" stands above this one`)];
    }),
    ...notifications.flatMap((item, i) => {
      const path = ["notifications", i];
      const found = missing(item.audience, [...path, "audience"]);
      if (item.template !== undefined && !templates.some((t) => t.id === item.template))
        found.push(at([...path, "template"], `there is no template "${item.template}"`));
      if ((item.via === "record") !== (item.record !== undefined))
        found.push(at([...path, "record"], "goes with via: record, and only with it"));
      const isSent = item.via !== "person" && item.via !== "record";
      if (isSent && item.template === undefined) found.push(at([...path, "template"], `via ${item.via} needs one`));
      const template = templates.find((t) => t.id === item.template);
      if (item.via === "status-page" && template && template.audience !== "public")
        found.push(at([...path, "template"], "the status page takes a public one"));
      return found;
    }),
    ...escalation.flatMap((step, i) => {
      const found = missing(step.roles, ["escalation", i, "roles"]);
      const before = escalation[i - 1];
      if (before && (before.after ?? 0) > (step.after ?? 0))
        found.push(at(["escalation", i, "after"], "steps go from the first to the last"));
      return found;
    }),
  ];
}
