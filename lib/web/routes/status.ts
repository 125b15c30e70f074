import { z } from "zod";
import { AddStatusComponent, SetComponentState, StatusComponentView } from "#lib/contract/status.ts";
import {
  addStatusComponent,
  deleteStatusComponent,
  listStatusComponents,
  setComponentState,
} from "#lib/services/status/components.ts";
import { route } from "../define.ts";

const Id = z.object({ id: z.string().min(1).max(64) });

export const STATUS = [
  route({
    method: "GET",
    path: "/status/components",
    summary: "Parts of the service on the public status page, and how people say they are",
    tag: "communication",
    answers: { 200: z.object({ items: z.array(StatusComponentView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listStatusComponents(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/status/components",
    summary: "Name a part of the service on the public status page",
    tag: "communication",
    body: AddStatusComponent,
    answers: { 201: StatusComponentView },
    problems: [409],
    handle: async ({ ctx, body }) => ({ status: 201, body: await addStatusComponent(ctx, body.title) }),
  }),
  route({
    method: "POST",
    path: "/status/components/{id}/state",
    summary: "Say publicly how a part of the service is",
    tag: "communication",
    params: Id,
    body: SetComponentState,
    answers: { 200: StatusComponentView },
    problems: [404],
    handle: async ({ ctx, params, body }) => ({ body: await setComponentState(ctx, params.id, body.state) }),
  }),
  route({
    method: "DELETE",
    path: "/status/components/{id}",
    summary: "Take a part of the service off the public status page",
    tag: "communication",
    params: Id,
    answers: { 200: z.object({ ok: z.literal(true) }) },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await deleteStatusComponent(ctx, params.id);
      return { body: { ok: true } };
    },
  }),
];
