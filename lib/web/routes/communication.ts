import { z } from "zod";
import {
  AcknowledgeEscalation,
  CancelDeadline,
  CommunicationView,
  CreateDraft,
  DeadlineView,
  DraftView,
  SaveDraft,
  SendDraft,
  SettleDeadline,
} from "#lib/contract/communication.ts";
import { acknowledgeEscalation } from "#lib/services/communication/acknowledge.ts";
import { createDraft, saveDraft } from "#lib/services/communication/draft.ts";
import { exportDraft } from "#lib/services/communication/export.ts";
import { getCommunication } from "#lib/services/communication/get.ts";
import { retryDelivery } from "#lib/services/communication/retry.ts";
import { sendDraft } from "#lib/services/communication/send.ts";
import { cancelDeadline, settleDeadline } from "#lib/services/communication/settle.ts";
import { route } from "../define.ts";
import { asFile, IncidentParams, Nothing } from "./common.ts";

const DraftParams = IncidentParams.extend({ id: z.string().max(64) });
const ItemParams = IncidentParams.extend({ item: z.string().max(100) });

export const COMMUNICATION = [
  route({
    method: "GET",
    path: "/incidents/{number}/communication",
    summary: "What is owed to whom by when, and what became of it",
    tag: "communication",
    params: IncidentParams,
    answers: { 200: CommunicationView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getCommunication(ctx, params.number) }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/deadlines/{item}/done",
    summary: "Say that a notification was done by a person: who, when, and a note",
    tag: "communication",
    params: ItemParams,
    body: SettleDeadline,
    answers: { 200: DeadlineView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      body: await settleDeadline(ctx, { incident: params.number, item: params.item, body }),
    }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/deadlines/{item}/cancel",
    summary: "Say that a notification does not apply, with the reason",
    tag: "communication",
    params: ItemParams,
    body: CancelDeadline,
    answers: { 200: DeadlineView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      body: await cancelDeadline(ctx, { incident: params.number, item: params.item, body }),
    }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/drafts",
    summary: "A message for what is owed, filled from the record; the open one when there is one",
    tag: "communication",
    params: IncidentParams,
    body: CreateDraft,
    answers: { 200: DraftView },
    problems: [404],
    handle: async ({ ctx, params, body }) => ({ body: await createDraft(ctx, { incident: params.number, body }) }),
  }),
  route({
    method: "PUT",
    path: "/incidents/{number}/drafts/{id}",
    summary: "Save a draft over the version that was read",
    tag: "communication",
    params: DraftParams,
    body: SaveDraft,
    answers: { 200: DraftView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      body: await saveDraft(ctx, { incident: params.number, id: params.id, body }),
    }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/drafts/{id}/send",
    summary: "Hand a reviewed draft over to be sent, once; a drill's is recorded and sent to nobody",
    tag: "communication",
    params: DraftParams,
    body: SendDraft,
    answers: { 202: z.object({ deliveries: z.array(z.string()) }) },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      status: 202,
      body: await sendDraft(ctx, { incident: params.number, id: params.id, body }),
    }),
  }),
  route({
    method: "GET",
    path: "/incidents/{number}/drafts/{id}/export",
    summary: "A message as a Markdown file",
    tag: "communication",
    params: DraftParams,
    answers: { 200: "text/markdown" },
    problems: [404],
    handle: async ({ ctx, params }) => {
      const { fileName, body } = await exportDraft(ctx, { incident: params.number, id: params.id });
      return { text: body, headers: asFile(fileName, "text/markdown; charset=utf-8") };
    },
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/deliveries/{id}/retry",
    summary: "Send again what failed, or what nobody knows about",
    tag: "communication",
    params: DraftParams,
    body: Nothing,
    answers: { 202: z.object({ ok: z.literal(true) }) },
    problems: [404, 409],
    handle: async ({ ctx, params }) => {
      await retryDelivery(ctx, { incident: params.number, id: params.id });
      return { status: 202, body: { ok: true } };
    },
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/escalation/acknowledge",
    summary: "Say that somebody has it: steps that wait for an answer call nobody any more",
    tag: "communication",
    params: IncidentParams,
    body: AcknowledgeEscalation,
    answers: { 200: z.object({ ok: z.literal(true) }) },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await acknowledgeEscalation(ctx, { incident: params.number, note: body.note });
      return { body: { ok: true } };
    },
  }),
];
