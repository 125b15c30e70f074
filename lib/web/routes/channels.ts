import { z } from "zod";
import { ChannelView, ContactView, SaveChannel, SaveContact } from "#lib/contract/communication.ts";
import { listChannels } from "#lib/services/channels/list.ts";
import { createChannel, deleteChannel, switchChannel } from "#lib/services/channels/manage.ts";
import { testChannel } from "#lib/services/channels/test.ts";
import { createContact, deleteContact, listContacts, updateContact } from "#lib/services/contacts/manage.ts";
import { route } from "../define.ts";

const Id = z.object({ id: z.string().min(1).max(64) });
const Done = z.object({ ok: z.literal(true) });
const done = { body: { ok: true } };

/** Who is reached, and by which ways. */
export const CHANNELS = [
  route({
    method: "GET",
    path: "/contacts",
    summary: "People and groups with the roles they have in playbooks",
    tag: "communication",
    answers: { 200: z.object({ items: z.array(ContactView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listContacts(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/contacts",
    summary: "Add a contact",
    tag: "communication",
    body: SaveContact,
    answers: { 201: ContactView },
    handle: async ({ ctx, body }) => ({ status: 201, body: await createContact(ctx, body) }),
  }),
  route({
    method: "PUT",
    path: "/contacts/{id}",
    summary: "Change a contact",
    tag: "communication",
    params: Id,
    body: SaveContact,
    answers: { 200: ContactView },
    problems: [404],
    handle: async ({ ctx, params, body }) => ({ body: await updateContact(ctx, params.id, body) }),
  }),
  route({
    method: "DELETE",
    path: "/contacts/{id}",
    summary: "Delete a contact; what was sent to it stays on record",
    tag: "communication",
    params: Id,
    answers: { 200: Done },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await deleteContact(ctx, params.id);
      return done;
    },
  }),
  route({
    method: "GET",
    path: "/channels",
    summary: "The ways out of this installation, with the answer each got last; never a secret",
    tag: "communication",
    answers: { 200: z.object({ items: z.array(ChannelView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listChannels(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/channels",
    summary: "Add a channel; its secret is sealed to the engine at once",
    tag: "communication",
    body: SaveChannel,
    answers: { 201: ChannelView },
    problems: [409],
    handle: async ({ ctx, body }) => ({ status: 201, body: await createChannel(ctx, body) }),
  }),
  route({
    method: "POST",
    path: "/channels/{id}/switch",
    summary: "Switch a channel on or off",
    tag: "communication",
    params: Id,
    body: z.strictObject({ enabled: z.boolean() }),
    answers: { 200: ChannelView },
    problems: [404],
    handle: async ({ ctx, params, body }) => ({ body: await switchChannel(ctx, params.id, body.enabled) }),
  }),
  route({
    method: "POST",
    path: "/channels/{id}/test",
    summary: "Have a message sent that says that it is a test",
    tag: "communication",
    params: Id,
    body: z.strictObject({ recipient: z.union([z.literal(""), z.email().max(254)]).default("") }),
    answers: { 202: Done },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await testChannel(ctx, params.id, body.recipient);
      return { status: 202, ...done };
    },
  }),
  route({
    method: "DELETE",
    path: "/channels/{id}",
    summary: "Delete a channel with its secret; what was sent over it stays on record",
    tag: "communication",
    params: Id,
    answers: { 200: Done },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await deleteChannel(ctx, params.id);
      return done;
    },
  }),
];
