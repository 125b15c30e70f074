import { z } from "zod";
import { Me, page } from "#lib/contract/common.ts";
import { RecordVerification } from "#lib/contract/record.ts";
import { Role } from "#lib/domain/actor/actor.ts";
import { ACTIONS, may } from "#lib/domain/actor/permission.ts";
import { listAudit } from "#lib/services/audit/list.ts";
import { verifyRecord } from "#lib/services/audit/verify.ts";
import { changeRole } from "#lib/services/people/change-role.ts";
import { disablePerson } from "#lib/services/people/disable.ts";
import { listPeople } from "#lib/services/people/list.ts";
import { listTokens, revokeToken } from "#lib/services/people/tokens.ts";
import { container } from "../container.ts";
import { route } from "../define.ts";
import { asNumber, Handle, Nothing, PageQuery, Password, PersonName } from "./common.ts";

const Person = z.object({
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  role: Role,
  disabledAt: z.iso.datetime().nullable(),
});
const UserParams = z.object({ id: z.string().min(1).max(64) });
const Token = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
const CreatePerson = z.strictObject({
  handle: Handle,
  name: PersonName,
  role: Role,
  password: Password,
});
const AuditRow = z.object({
  seq: z.number(),
  at: z.iso.datetime(),
  actor: z.object({ kind: z.string(), name: z.string() }),
  action: z.string(),
  object: z.string(),
  data: z.unknown(),
  hash: z.string(),
});

export const PEOPLE = [
  route({
    method: "GET",
    path: "/me",
    summary: "Who is signed in, and what they may do",
    tag: "people",
    answers: { 200: Me },
    handle: async ({ who }) => ({
      body: {
        id: who.userId,
        handle: who.handle,
        name: who.name,
        role: who.actor.role,
        may: ACTIONS.filter((action) => may(who.actor.role, action)),
      },
    }),
  }),
  route({
    method: "GET",
    path: "/users",
    summary: "Everybody with an account",
    tag: "people",
    answers: { 200: z.object({ items: z.array(Person) }) },
    handle: async ({ ctx }) => ({ body: { items: await listPeople(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/users",
    summary: "Make an account",
    tag: "people",
    body: CreatePerson,
    answers: { 201: z.object({ id: z.string() }) },
    problems: [409],
    handle: async ({ ctx, body }) => ({ status: 201, body: await container().people.createAccount(ctx, body) }),
  }),
  route({
    method: "POST",
    path: "/users/{id}/role",
    summary: "Give a person another role; it counts from their next request on",
    tag: "people",
    params: UserParams,
    body: z.strictObject({ role: Role }),
    answers: { 200: Person },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({ body: await changeRole(ctx, params.id, body.role) }),
  }),
  route({
    method: "POST",
    path: "/users/{id}/disable",
    summary: "End a person's access: sessions, tokens and sockets",
    tag: "people",
    params: UserParams,
    body: Nothing,
    answers: { 200: Person },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ body: await disablePerson(ctx, params.id) }),
  }),
  route({
    method: "GET",
    path: "/tokens",
    summary: "Your own API tokens, without their text",
    tag: "people",
    answers: { 200: z.object({ items: z.array(Token) }) },
    handle: async ({ ctx }) => ({ body: { items: await listTokens(ctx) } }),
  }),
  route({
    method: "DELETE",
    path: "/tokens/{id}",
    summary: "End one of your own API tokens, and the sockets that it opened",
    tag: "people",
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 200: z.object({ ok: z.literal(true) }) },
    problems: [404],
    handle: async ({ ctx, params }) => {
      await revokeToken(ctx, params.id);
      return { body: { ok: true } };
    },
  }),
  route({
    method: "POST",
    path: "/tokens",
    summary: "Make an API token of your own; it is told once",
    tag: "people",
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
    answers: { 201: z.object({ token: z.string() }) },
    handle: async ({ ctx, who, body }) => ({
      status: 201,
      body: await container().people.issueToken(ctx, { userId: who.userId, name: body.name }),
    }),
  }),
  route({
    method: "GET",
    path: "/audit",
    summary: "Who did what, newest first",
    tag: "record",
    query: PageQuery,
    answers: { 200: page(AuditRow) },
    handle: async ({ ctx, query }) => ({
      body: await listAudit(ctx, { limit: query.limit, cursor: asNumber(query.cursor) }),
    }),
  }),
  route({
    method: "GET",
    path: "/audit/verification",
    summary: "Walks the hash chains of audit and timelines, and says where one is broken",
    tag: "record",
    answers: { 200: RecordVerification },
    handle: async ({ ctx }) => ({ body: await verifyRecord(ctx) }),
  }),
];
