import { z } from "zod";
import { page } from "#lib/contract/common.ts";
import {
  AddDrillAction,
  AddLesson,
  CancelDrill,
  CloseDrillAction,
  DrillActionView,
  DrillSummary,
  DrillTrend,
  DrillView,
  PlanDrill,
  RescheduleDrill,
  SetParticipants,
  TickDrillItem,
} from "#lib/contract/drill.ts";
import { StartedRun } from "#lib/contract/run.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { addDrillAction, closeDrillAction } from "#lib/services/drills/actions.ts";
import { exportDrillReport } from "#lib/services/drills/export.ts";
import { cancelDrill, finishDrill, reviewDrill } from "#lib/services/drills/finish.ts";
import { getDrill } from "#lib/services/drills/get.ts";
import { injectFailure, resetDrill } from "#lib/services/drills/inject.ts";
import { drillTrends, listDrillActions, listDrills } from "#lib/services/drills/list.ts";
import { planDrill } from "#lib/services/drills/plan.ts";
import { rescheduleDrill } from "#lib/services/drills/reschedule.ts";
import { startDrill } from "#lib/services/drills/start.ts";
import { addLesson, detectFailure, setParticipants, tickDrillItem } from "#lib/services/drills/take-part.ts";
import { type Route, route } from "../define.ts";
import { asFile, asNumber, IncidentParams, idempotencyKey, Nothing, PageQuery } from "./common.ts";

const Ended = z.object({ next: z.number().int().nullable() });

/** A verb that changes the drill and answers with it. */
const verb = <B extends z.ZodType>(
  name: string,
  summary: string,
  body: B,
  act: (ctx: ServiceContext, number: number, body: z.output<B>) => Promise<void>,
): Route =>
  route({
    method: "POST",
    path: `/drills/{number}/${name}`,
    summary,
    tag: "drills",
    params: IncidentParams,
    body,
    answers: { 200: DrillView },
    problems: [404, 409],
    handle: async ({ ctx, params, body: said }) => {
      await act(ctx, params.number, said);
      return { body: await getDrill(ctx, params.number) };
    },
  });

/** A verb that starts a run, once per key. */
const run = (name: string, summary: string, act: typeof injectFailure): Route =>
  route({
    method: "POST",
    path: `/drills/{number}/${name}`,
    summary,
    tag: "drills",
    params: IncidentParams,
    body: Nothing,
    requires: ["Idempotency-Key"],
    answers: { 200: StartedRun, 201: StartedRun },
    problems: [404, 409],
    handle: async ({ ctx, params, headers }) => {
      const started = await act(ctx, { number: params.number, idempotencyKey: idempotencyKey(headers) });
      return { status: started.created ? 201 : 200, body: started.run };
    },
  });

export const DRILLS = [
  route({
    method: "GET",
    path: "/drills",
    summary: "Rehearsals: open ones by date, or past ones, newest first",
    tag: "drills",
    query: PageQuery.extend({ state: z.enum(["open", "past", "all"]).default("all") }),
    answers: { 200: page(DrillSummary) },
    handle: async ({ ctx, query }) => ({
      body: await listDrills(ctx, { state: query.state, limit: query.limit, cursor: asNumber(query.cursor) }),
    }),
  }),
  route({
    method: "POST",
    path: "/drills",
    summary: "Plan a drill, and the series that follows from its rule; production targets are refused",
    tag: "drills",
    body: PlanDrill,
    answers: { 201: z.object({ number: z.number().int() }) },
    handle: async ({ ctx, body }) => ({ status: 201, body: await planDrill(ctx, body) }),
  }),
  route({
    method: "GET",
    path: "/drill-trends",
    summary: "Times of past drills, per procedure",
    tag: "drills",
    answers: { 200: z.object({ items: z.array(DrillTrend) }) },
    handle: async ({ ctx }) => ({ body: { items: await drillTrends(ctx) } }),
  }),
  route({
    method: "GET",
    path: "/drill-actions",
    summary: "Improvements that drills found, those due first in front",
    tag: "drills",
    query: z.object({ state: z.enum(["open", "all"]).default("open") }),
    answers: { 200: z.object({ items: z.array(DrillActionView) }) },
    handle: async ({ ctx, query }) => ({ body: { items: await listDrillActions(ctx, query) } }),
  }),
  route({
    method: "POST",
    path: "/drill-actions/{id}/close",
    summary: "End an improvement: done, or dropped with the reason",
    tag: "drills",
    params: z.object({ id: z.string().min(1).max(64) }),
    body: CloseDrillAction,
    answers: { 200: z.object({ ok: z.literal(true) }) },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await closeDrillAction(ctx, params.id, body);
      return { body: { ok: true } };
    },
  }),
  route({
    method: "GET",
    path: "/drills/{number}",
    summary: "A drill with stopwatch, steps, checklist, lessons and improvements",
    tag: "drills",
    params: IncidentParams,
    answers: { 200: DrillView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getDrill(ctx, params.number) }),
  }),
  verb("reschedule", "Move a drill that was not started", RescheduleDrill, rescheduleDrill),
  route({
    method: "POST",
    path: "/drills/{number}/start",
    summary: "Open the drill's own incident; nothing is broken yet",
    tag: "drills",
    params: IncidentParams,
    body: Nothing,
    answers: { 200: z.object({ incident: z.number().int() }) },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ body: await startDrill(ctx, params.number) }),
  }),
  run("inject", "Break the drill's targets as the scenario says", injectFailure),
  run("reset", "Put back what was injected", resetDrill),
  verb("detect", "Somebody saw the failure", Nothing, detectFailure),
  verb("participants", "Say who takes part and who is there", SetParticipants, setParticipants),
  route({
    method: "POST",
    path: "/drills/{number}/{list}/{item}",
    summary: "Tick a step or an item of the checklist, or open it again",
    tag: "drills",
    params: IncidentParams.extend({ list: z.enum(["steps", "checklist"]), item: z.string().max(100) }),
    body: TickDrillItem,
    answers: { 200: DrillView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await tickDrillItem(ctx, params.number, { list: params.list, item: params.item, body });
      return { body: await getDrill(ctx, params.number) };
    },
  }),
  verb("lessons", "Write down what was learned", AddLesson, addLesson),
  verb("actions", "Add an improvement with owner and date", AddDrillAction, addDrillAction),
  verb("review", "End the exercise and begin its review", Nothing, (ctx, number) => reviewDrill(ctx, number)),
  route({
    method: "POST",
    path: "/drills/{number}/finish",
    summary: "End the drill: its report is sealed, the next one of the series planned",
    tag: "drills",
    params: IncidentParams,
    body: Nothing,
    answers: { 200: Ended },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ body: await finishDrill(ctx, params.number) }),
  }),
  route({
    method: "POST",
    path: "/drills/{number}/cancel",
    summary: "End a drill without a report, with the reason; its series goes on",
    tag: "drills",
    params: IncidentParams,
    body: CancelDrill,
    answers: { 200: Ended },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({ body: await cancelDrill(ctx, params.number, body) }),
  }),
  route({
    method: "GET",
    path: "/drills/{number}/report",
    summary: "The report as one file; a draft until the drill is over",
    tag: "drills",
    params: IncidentParams,
    query: z.object({ format: z.enum(["markdown", "html", "json"]).default("markdown") }),
    answers: { 200: "text/markdown" },
    problems: [404],
    handle: async ({ ctx, params, query }) => {
      const file = await exportDrillReport(ctx, params.number, query.format);
      return { text: file.body, headers: asFile(file.fileName, file.contentType) };
    },
  }),
];
