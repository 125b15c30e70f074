import { z } from "zod";
import { page } from "#lib/contract/common.ts";
import {
  AddTimelineEvent,
  ChangeSeverity,
  ChecklistItemView,
  DeclareIncident,
  IncidentSummary,
  IncidentView,
  ResolveIncident,
  TickChecklistItem,
} from "#lib/contract/incident.ts";
import { PublishRca, RcaView, SaveRca } from "#lib/contract/rca.ts";
import { tickItem } from "#lib/services/checklist/tick.ts";
import { declareIncident } from "#lib/services/incidents/declare.ts";
import { getIncident } from "#lib/services/incidents/get.ts";
import { listIncidents } from "#lib/services/incidents/list.ts";
import { addNote } from "#lib/services/incidents/note.ts";
import { resolveIncident } from "#lib/services/incidents/resolve.ts";
import { changeSeverity } from "#lib/services/incidents/severity.ts";
import { exportRca } from "#lib/services/rca/export.ts";
import { getRca } from "#lib/services/rca/get.ts";
import { publishRca } from "#lib/services/rca/publish.ts";
import { saveRca } from "#lib/services/rca/save.ts";
import { route } from "../define.ts";
import { asFile, asNumber, IncidentParams, PageQuery } from "./common.ts";

const Done = z.object({ ok: z.literal(true) });
const done = { body: { ok: true } };

export const INCIDENTS = [
  route({
    method: "GET",
    path: "/incidents",
    summary: "Incidents, newest first",
    tag: "incidents",
    query: PageQuery.extend({ state: z.enum(["active", "all"]).default("all") }),
    answers: { 200: page(IncidentSummary) },
    handle: async ({ ctx, query }) => ({
      body: await listIncidents(ctx, { state: query.state, limit: query.limit, cursor: asNumber(query.cursor) }),
    }),
  }),
  route({
    method: "POST",
    path: "/incidents",
    summary: "Declare an incident",
    tag: "incidents",
    body: DeclareIncident,
    answers: { 201: z.object({ number: z.number().int() }) },
    handle: async ({ ctx, body }) => ({ status: 201, body: await declareIncident(ctx, body) }),
  }),
  route({
    method: "GET",
    path: "/incidents/{number}",
    summary: "An incident with runs, checklist and timeline",
    tag: "incidents",
    params: IncidentParams,
    answers: { 200: IncidentView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getIncident(ctx, params.number) }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/events",
    summary: "Write a note into the timeline",
    tag: "incidents",
    params: IncidentParams,
    body: AddTimelineEvent,
    answers: { 201: Done },
    problems: [404],
    handle: async ({ ctx, params, body }) => {
      await addNote(ctx, params.number, body);
      return { status: 201, ...done };
    },
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/checklist/{item}",
    summary: "Tick a checklist item, or open it again",
    tag: "incidents",
    params: IncidentParams.extend({ item: z.string().max(200) }),
    body: TickChecklistItem,
    answers: { 200: ChecklistItemView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      body: await tickItem(ctx, { incident: params.number, slug: params.item, body }),
    }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/severity",
    summary: "Change the severity, with a reason",
    tag: "incidents",
    params: IncidentParams,
    body: ChangeSeverity,
    answers: { 200: Done },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await changeSeverity(ctx, params.number, body);
      return done;
    },
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/resolve",
    summary: "End the harm; refused while a run is active",
    tag: "incidents",
    params: IncidentParams,
    body: ResolveIncident,
    answers: { 200: Done },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await resolveIncident(ctx, params.number, body);
      return done;
    },
  }),
  route({
    method: "GET",
    path: "/incidents/{number}/rca",
    summary: "The root cause analysis",
    tag: "review",
    params: IncidentParams,
    answers: { 200: RcaView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getRca(ctx, params.number) }),
  }),
  route({
    method: "PUT",
    path: "/incidents/{number}/rca",
    summary: "Save over the version that was read",
    tag: "review",
    params: IncidentParams,
    body: SaveRca,
    answers: { 200: RcaView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({ body: await saveRca(ctx, params.number, body) }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/rca/publish",
    summary: "Publish, and close the incident",
    tag: "review",
    params: IncidentParams,
    body: PublishRca,
    answers: { 200: RcaView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({ body: await publishRca(ctx, params.number, body) }),
  }),
  route({
    method: "GET",
    path: "/incidents/{number}/rca/export",
    summary: "The review as one file",
    tag: "review",
    params: IncidentParams,
    query: z.object({ format: z.enum(["markdown", "html", "json"]).default("markdown") }),
    answers: { 200: "text/markdown" },
    problems: [404],
    handle: async ({ ctx, params, query }) => {
      const file = await exportRca(ctx, params.number, query.format);
      return { text: file.body, headers: asFile(file.fileName, file.contentType) };
    },
  }),
];
