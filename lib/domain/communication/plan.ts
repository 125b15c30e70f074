import type { Communication } from "../playbook/communication.ts";
import type { SeverityClass } from "../playbook/primitives.ts";

export type PlannedDeadline = {
  item: string;
  title: string;
  via: string;
  record: string | null;
  template: string | null;
  audience: string[];
  optional: boolean;
  position: number;
  dueAt: Date;
};

export type PlannedStep = {
  step: string;
  title: string;
  roles: string[];
  via: string[];
  until: "acknowledged" | "resolved";
  position: number;
  dueAt: Date;
};

/** What is owed to whom by when, for an incident of this severity whose clock runs since `from`. Pure. */
export const planNotifications = (plan: Communication, severity: SeverityClass, from: Date): PlannedDeadline[] =>
  plan.notifications.flatMap((item, position) =>
    item.severities.includes(severity)
      ? [
          {
            item: item.id,
            title: item.title,
            via: item.via,
            record: item.record ?? null,
            template: item.template ?? null,
            audience: item.audience,
            optional: item.optional,
            position,
            dueAt: new Date(from.getTime() + item.within),
          },
        ]
      : [],
  );

/**
 * The steps of the escalation for this severity; a step calls only those of its roles that are called for it, and is left out when none is.
 * Pure.
 */
export const planEscalation = (plan: Communication, severity: SeverityClass, from: Date): PlannedStep[] =>
  plan.escalation.flatMap((step, position) => {
    const roles = step.roles.filter((id) => plan.roles.find((role) => role.id === id)?.severities.includes(severity));
    if (!step.severities.includes(severity) || roles.length === 0) return [];
    return [
      {
        step: step.id,
        title: step.title,
        roles,
        via: step.via,
        until: step.until,
        position,
        dueAt: new Date(from.getTime() + (step.after ?? 0)),
      },
    ];
  });
