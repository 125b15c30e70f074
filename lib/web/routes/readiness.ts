import { z } from "zod";
import { ReadinessBoard, ReadinessTarget } from "#lib/contract/readiness.ts";
import { checkReadiness } from "#lib/services/readiness/check.ts";
import { readinessBoard, targetReadiness } from "#lib/services/readiness/list.ts";
import { route } from "../define.ts";
import { Nothing } from "./common.ts";

const TargetParams = z.object({ id: z.string().min(1).max(64) });

export const READINESS = [
  route({
    method: "GET",
    path: "/readiness",
    summary: "Which button would work on which target now, and what to fix before it is needed",
    tag: "targets",
    answers: { 200: ReadinessBoard },
    handle: async ({ ctx }) => ({ body: await readinessBoard(ctx) }),
  }),
  route({
    method: "GET",
    path: "/targets/{id}/readiness",
    summary: "The same of one target",
    tag: "targets",
    params: TargetParams,
    answers: { 200: ReadinessTarget },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await targetReadiness(ctx, params.id) }),
  }),
  route({
    method: "POST",
    path: "/targets/{id}/readiness/check",
    summary: "Look at a target now, read-only; an engine does it",
    tag: "targets",
    params: TargetParams,
    body: Nothing,
    answers: { 202: z.object({ lookId: z.string() }) },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ status: 202, body: await checkReadiness(ctx, params.id) }),
  }),
];
