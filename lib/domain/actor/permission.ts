import type { Procedure } from "../playbook/schema.ts";
import type { Role } from "./actor.ts";

/** Everything that can be done, each checked in the service that does it. */
export const ACTIONS = [
  "incident.read",
  "incident.declare",
  "incident.note",
  "incident.resolve",
  "severity.change",
  "role.take",
  "role.assign",
  "checklist.tick",
  "plan.create",
  "run.start.reversible",
  "run.start.any",
  "run.operate",
  "run.stop",
  "run.approve",
  "run.break-glass",
  "run.review-glass",
  "evidence.collect",
  "readiness.check",
  "rca.edit",
  "rca.publish",
  "drill.manage",
  "drill.take-part",
  "communication.tick",
  "communication.draft",
  "communication.send",
  "escalation.acknowledge",
  "contact.manage",
  "channel.manage",
  "target.read",
  "target.manage",
  "user.manage",
  "audit.read",
  "token.manage.own",
  "push.manage.own",
] as const;
export type Action = (typeof ACTIONS)[number];

const VIEWER: readonly Action[] = ["incident.read", "target.read", "audit.read", "token.manage.own", "push.manage.own"];
const RESPONDER: readonly Action[] = [
  ...VIEWER,
  "incident.declare",
  "incident.note",
  "role.take",
  "checklist.tick",
  "plan.create",
  "run.start.reversible",
  "run.operate",
  "run.stop",
  "evidence.collect",
  "readiness.check",
  "rca.edit",
  "drill.take-part",
  "communication.tick",
  "communication.draft",
  "escalation.acknowledge",
];
const COMMANDER: readonly Action[] = [
  ...RESPONDER,
  "incident.resolve",
  "severity.change",
  "role.assign",
  "run.start.any",
  "run.approve",
  "run.break-glass",
  "run.review-glass",
  "rca.publish",
  "drill.manage",
  "communication.send",
  "contact.manage",
];
const ADMIN: readonly Action[] = [
  ...VIEWER,
  "incident.note",
  "run.review-glass",
  "readiness.check",
  "target.manage",
  "user.manage",
  "contact.manage",
  "channel.manage",
];

const ALLOWED: Record<Role, readonly Action[]> = {
  viewer: VIEWER,
  responder: RESPONDER,
  commander: COMMANDER,
  admin: ADMIN,
};

export const may = (role: Role, action: Action): boolean => ALLOWED[role].includes(action);

/** Roles that may do it, for the sentence that explains a disabled button. */
export const rolesThatMay = (action: Action): Role[] =>
  (Object.keys(ALLOWED) as Role[]).filter((role) => may(role, action));

/** A responder may start level 1 and the toggle option of a component; everything else needs a commander. */
export function startAction(procedure: Procedure, option: string): Action {
  const isLevel1 = "level" in procedure.scope && procedure.scope.level === 1;
  const isComponentToggle = "component" in procedure.scope && option === "toggle";
  return isLevel1 || isComponentToggle ? "run.start.reversible" : "run.start.any";
}
