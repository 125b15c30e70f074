import { z } from "zod";
import { PushView, SubscribePush } from "#lib/contract/push.ts";
import { getPush } from "#lib/services/push/get.ts";
import { subscribePush } from "#lib/services/push/subscribe.ts";
import { testPush } from "#lib/services/push/test.ts";
import { unsubscribePush } from "#lib/services/push/unsubscribe.ts";
import { route } from "../define.ts";
import { Nothing } from "./common.ts";

const BrowserParams = z.object({ id: z.string().min(1).max(64) });
const Done = z.object({ ok: z.literal(true) });

export const PUSH = [
  route({
    method: "GET",
    path: "/push",
    summary: "Your own browsers that are notified, and the key to subscribe another one with",
    tag: "people",
    answers: { 200: PushView },
    handle: async ({ ctx }) => ({ body: await getPush(ctx) }),
  }),
  route({
    method: "POST",
    path: "/push/subscriptions",
    summary: "Have this browser notified",
    tag: "people",
    body: SubscribePush,
    answers: { 201: z.object({ id: z.string() }) },
    problems: [409],
    handle: async ({ ctx, body }) => ({ status: 201, body: await subscribePush(ctx, body) }),
  }),
  route({
    method: "DELETE",
    path: "/push/subscriptions/{id}",
    summary: "Notify one of your browsers no more",
    tag: "people",
    params: BrowserParams,
    answers: { 200: Done },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await unsubscribePush(ctx, params.id);
      return { body: { ok: true } };
    },
  }),
  route({
    method: "POST",
    path: "/push/subscriptions/{id}/test",
    summary: "Send a test notification to one of your browsers",
    tag: "people",
    params: BrowserParams,
    body: Nothing,
    answers: { 202: Done },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await testPush(ctx, params.id);
      return { status: 202, body: { ok: true } };
    },
  }),
];
