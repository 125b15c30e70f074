import { z } from "zod";
import { CancelDeadline, CommunicationView, DeadlineView, SettleDeadline } from "#lib/contract/communication.ts";
import { getCommunication } from "#lib/services/communication/get.ts";
import { cancelDeadline, settleDeadline } from "#lib/services/communication/settle.ts";
import { route } from "../define.ts";
import { IncidentParams } from "./common.ts";

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
];
