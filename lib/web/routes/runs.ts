import { z } from "zod";
import { page } from "#lib/contract/common.ts";
import {
  BreakGlass,
  ConfirmStep,
  CreatePlan,
  PlanView,
  ProveStep,
  ReviewGlass,
  RunSummary,
  RunView,
  SkipStep,
  StartedRun,
  StartRun,
} from "#lib/contract/run.ts";
import { RunStatus } from "#lib/domain/run/status.ts";
import { approveRun } from "#lib/services/approvals/approve.ts";
import { breakGlass } from "#lib/services/approvals/break-glass.ts";
import { reviewGlass } from "#lib/services/approvals/review.ts";
import { createPlan } from "#lib/services/plans/create.ts";
import { getPlan } from "#lib/services/plans/get.ts";
import { cancelRun } from "#lib/services/runs/cancel.ts";
import { getRun } from "#lib/services/runs/get.ts";
import { listRuns } from "#lib/services/runs/list.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startArmedRun } from "#lib/services/runs/start-armed.ts";
import { confirmStep, proveStep, retryStep, skipStep } from "#lib/services/runs/steps.ts";
import { undoRun } from "#lib/services/runs/undo.ts";
import { container } from "../container.ts";
import { type Route, route } from "../define.ts";
import { IncidentParams, idempotencyKey, Nothing, PageQuery, RunParams, StepParams } from "./common.ts";
import { OUTPUT } from "./output.ts";

const Moved = z.object({ id: z.string(), status: RunStatus });

const command = (verb: "cancel" | "approve" | "start", summary: string, run: typeof cancelRun): Route =>
  route({
    method: "POST",
    path: `/runs/{id}/${verb}`,
    summary,
    tag: "runs",
    params: RunParams,
    body: Nothing,
    answers: { 200: Moved },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ body: await run(ctx, params.id) }),
  });

const stepCommand = <B extends z.ZodType>(
  verb: string,
  summary: string,
  body: B,
  act: (
    ctx: Parameters<typeof confirmStep>[0],
    on: { runId: string; stepRunId: string; body: z.output<B> },
  ) => Promise<z.infer<typeof Moved>>,
): Route =>
  route({
    method: "POST",
    path: `/runs/{id}/steps/{stepRunId}/${verb}`,
    summary,
    tag: "runs",
    params: StepParams,
    body,
    answers: { 200: Moved },
    problems: [404, 409],
    handle: async ({ ctx, params, body: said }) => ({
      body: await act(ctx, { runId: params.id, stepRunId: params.stepRunId, body: said }),
    }),
  });

export const RUNS = [
  route({
    method: "POST",
    path: "/incidents/{number}/plans",
    summary: "Ask what a start would do; an engine resolves it read-only",
    tag: "runs",
    params: IncidentParams,
    body: CreatePlan,
    answers: { 202: z.object({ planId: z.string() }) },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({
      status: 202,
      body: await createPlan(ctx, { incident: params.number, body }),
    }),
  }),
  route({
    method: "GET",
    path: "/plans/{id}",
    summary: "A plan as the confirmation shows it",
    tag: "runs",
    params: RunParams,
    answers: { 200: PlanView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getPlan(ctx, params.id) }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/runs",
    summary:
      "Start a rollback, once per key; 200 for a repetition, 409 with the holder when another run has the target",
    tag: "runs",
    params: IncidentParams,
    body: StartRun,
    requires: ["Idempotency-Key"],
    answers: { 200: StartedRun, 201: StartedRun },
    problems: [404, 409, 410],
    handle: async ({ ctx, params, body, headers }) => {
      const { run, created } = await startRun(ctx, {
        incident: params.number,
        idempotencyKey: idempotencyKey(headers),
        body,
      });
      return { status: created ? 201 : 200, body: run };
    },
  }),
  route({
    method: "GET",
    path: "/runs",
    summary: "Runs, newest first",
    tag: "runs",
    query: PageQuery,
    answers: { 200: page(RunSummary) },
    handle: async ({ ctx, query }) => ({
      body: await listRuns(ctx, {
        limit: query.limit,
        cursor: query.cursor !== undefined && !Number.isNaN(Date.parse(query.cursor)) ? query.cursor : null,
      }),
    }),
  }),
  route({
    method: "GET",
    path: "/runs/{id}",
    summary: "A run with steps, proofs, clock and the next safe actions",
    tag: "runs",
    params: RunParams,
    answers: { 200: RunView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getRun(ctx, params.id) }),
  }),
  ...OUTPUT,
  command("cancel", "Stop: cancelled only when no process is left on the target", cancelRun),
  command("approve", "A second person's consent; it arms, it does not start", approveRun),
  route({
    method: "POST",
    path: "/runs/{id}/break-glass",
    summary:
      "Arm a run alone when no second person can be reached; asks for the password again, and for a review afterwards",
    tag: "runs",
    params: RunParams,
    body: BreakGlass,
    answers: { 200: Moved },
    problems: [404, 409, 429],
    handle: async ({ ctx, who, params, body, headers }) => {
      await container().people.provePassword(
        { userId: who.userId, handle: who.handle, password: body.password },
        headers,
      );
      return { body: await breakGlass(ctx, { runId: params.id, reason: body.reason }) };
    },
  }),
  route({
    method: "POST",
    path: "/runs/{id}/break-glass/review",
    summary: "Another person's review of a run that was armed by one",
    tag: "runs",
    params: RunParams,
    body: ReviewGlass,
    answers: { 200: z.object({ ok: z.literal(true) }) },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => {
      await reviewGlass(ctx, { runId: params.id, review: body.review });
      return { body: { ok: true } };
    },
  }),
  command("start", "Start an armed run", startArmedRun),
  stepCommand("confirm", "A person attests", ConfirmStep, confirmStep),
  stepCommand("retry", "Try a failed step again", Nothing, retryStep),
  stepCommand("skip", "Go on without the step, with a reason", SkipStep, skipStep),
  stepCommand(
    "prove",
    "Prove again, or take an unknown step as done so that the later proofs decide",
    ProveStep,
    proveStep,
  ),
  route({
    method: "POST",
    path: "/runs/{id}/undo",
    summary: "Take back what a run did, as a run of its own",
    tag: "runs",
    params: RunParams,
    body: Nothing,
    requires: ["Idempotency-Key"],
    answers: { 200: StartedRun, 201: StartedRun },
    problems: [404, 409],
    handle: async ({ ctx, params, headers }) => {
      const { run, created } = await undoRun(ctx, { runId: params.id, idempotencyKey: idempotencyKey(headers) });
      return { status: created ? 201 : 200, body: run };
    },
  }),
];
