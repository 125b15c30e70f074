import { z } from "zod";
import { AlertDraftView, AlertTokenView } from "#lib/contract/alert.ts";
import { dismissAlertDraft, listAlertDrafts } from "#lib/services/alerts/drafts.ts";
import { issueAlertToken, listAlertTokens, revokeAlertToken } from "#lib/services/alerts/tokens.ts";
import { route } from "../define.ts";
import { Nothing } from "./common.ts";

const Ok = z.object({ ok: z.literal(true) });
const Id = z.object({ id: z.string().min(1).max(64) });

export const ALERTS = [
  route({
    method: "GET",
    path: "/alerts/drafts",
    summary: "Alerts that wait for a person, with the signals that they bring",
    tag: "alerts",
    answers: { 200: z.object({ items: z.array(AlertDraftView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listAlertDrafts(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/alerts/drafts/{id}/dismiss",
    summary: "Say that an alert is no incident",
    tag: "alerts",
    params: Id,
    body: Nothing,
    answers: { 200: Ok },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await dismissAlertDraft(ctx, params.id);
      return { body: { ok: true } };
    },
  }),
  route({
    method: "GET",
    path: "/alert-tokens",
    summary: "Who may send alerts",
    tag: "alerts",
    answers: { 200: z.object({ items: z.array(AlertTokenView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listAlertTokens(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/alert-tokens",
    summary: "Make a token for a sender of alerts; it is told once",
    tag: "alerts",
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
    answers: { 201: z.object({ token: z.string() }) },
    handle: async ({ ctx, body }) => ({ status: 201, body: await issueAlertToken(ctx, body) }),
  }),
  route({
    method: "DELETE",
    path: "/alert-tokens/{id}",
    summary: "End the token of a sender of alerts",
    tag: "alerts",
    params: Id,
    answers: { 200: Ok },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await revokeAlertToken(ctx, params.id);
      return { body: { ok: true } };
    },
  }),
];
