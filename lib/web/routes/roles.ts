import { z } from "zod";
import {
  AnswerHandOver,
  AssignRole,
  HandOverRole,
  IncidentRoleView,
  ReleaseRole,
  Responder,
} from "#lib/contract/roles.ts";
import { IncidentRole } from "#lib/domain/incident/roles.ts";
import { assignRole } from "#lib/services/roles/assign.ts";
import { answerHandOver, handOverRole } from "#lib/services/roles/hand-over.ts";
import { releaseRole } from "#lib/services/roles/release.ts";
import { listResponders } from "#lib/services/roles/responders.ts";
import { takeRole } from "#lib/services/roles/take.ts";
import { route } from "../define.ts";
import { IncidentParams, Nothing } from "./common.ts";

const changing = {
  method: "POST" as const,
  tag: "incidents",
  params: IncidentParams.extend({ role: IncidentRole }),
  answers: { 200: IncidentRoleView },
  problems: [404, 409],
};

/** Who holds which role is part of the incident (`GET /incidents/{number}`). */
export const INCIDENT_ROLES = [
  route({
    method: "GET",
    path: "/responders",
    summary: "Everybody who can hold a role in an incident",
    tag: "incidents",
    answers: { 200: z.object({ items: z.array(Responder) }) },
    handle: async ({ ctx }) => ({ body: { items: await listResponders(ctx) } }),
  }),
  route({
    ...changing,
    path: "/incidents/{number}/roles/{role}/take",
    summary: "Take a role that nobody holds",
    body: Nothing,
    handle: async ({ ctx, params }) => ({ body: await takeRole(ctx, params.number, params.role) }),
  }),
  route({
    ...changing,
    path: "/incidents/{number}/roles/{role}/assign",
    summary: "Give somebody a role at once, whoever held it",
    body: AssignRole,
    handle: async ({ ctx, params, body }) => ({ body: await assignRole(ctx, params.number, params.role, body) }),
  }),
  route({
    ...changing,
    path: "/incidents/{number}/roles/{role}/hand-over",
    summary: "Hand your role over with a note; it is yours until the other person accepts",
    body: HandOverRole,
    handle: async ({ ctx, params, body }) => ({ body: await handOverRole(ctx, params.number, params.role, body) }),
  }),
  route({
    ...changing,
    path: "/incidents/{number}/roles/{role}/answer",
    summary: "Accept or decline a hand-over to you, or take back your own",
    body: AnswerHandOver,
    handle: async ({ ctx, params, body }) => ({ body: await answerHandOver(ctx, params.number, params.role, body) }),
  }),
  route({
    ...changing,
    path: "/incidents/{number}/roles/{role}/release",
    summary: "Give up your role",
    body: ReleaseRole,
    handle: async ({ ctx, params, body }) => ({ body: await releaseRole(ctx, params.number, params.role, body) }),
  }),
];
