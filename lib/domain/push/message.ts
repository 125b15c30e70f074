import { z } from "zod";
import type { Action } from "../actor/permission.ts";

/** What people are woken for. */
export const PushKind = z.enum([
  "incident-declared",
  "approval-needed",
  "person-needed",
  "run-failed",
  "run-unknown",
  "deadline-overdue",
  "test",
]);
export type PushKind = z.infer<typeof PushKind>;

/** A fact that somebody is to be woken for. `key` names it: the same fact is the same key, whoever sees it and how often. */
export type Wake = {
  key: string;
  kind: PushKind;
  incident: number | null;
  text: string;
  /** Whoever did it knows it. */
  exceptUserId: string | null;
};

/** Who is told: only those who can do something about it, or may read of it. */
export const PUSH_AUDIENCE: Record<PushKind, Action> = {
  "incident-declared": "incident.read",
  "approval-needed": "run.approve",
  "person-needed": "run.operate",
  "run-failed": "incident.read",
  "run-unknown": "incident.read",
  "deadline-overdue": "incident.read",
  test: "incident.read",
};

/** A message says what happened a moment ago. Older than this it is not sent any more: the page says it better. */
export const PUSH_FRESH_MS = 10 * 60_000;

/**
 * What a push service carries, sealed to the browser. Numbers, our own words, names of playbooks and of deadlines: nothing that people typed into an
 * incident, nothing that a host printed, no address and no secret.
 */
export const PushPayload = z.object({ tag: z.string(), title: z.string(), body: z.string(), path: z.string() });
export type PushPayload = z.infer<typeof PushPayload>;

export const payloadOf = ({ key, incident, text }: Pick<Wake, "key" | "incident" | "text">): PushPayload => ({
  tag: key,
  title: incident === null ? "Backout" : `INC-${incident}`,
  body: text,
  path: incident === null ? "/settings/notifications" : `/incidents/${incident}`,
});
