import { z } from "zod";
import { AssessmentView, CreateAssessment } from "#lib/contract/assessment.ts";
import { PlaybookView } from "#lib/contract/playbook.ts";
import { CreateTarget, TargetView } from "#lib/contract/target.ts";
import { createAssessment } from "#lib/services/assessments/create.ts";
import { getPlaybook, listPlaybooks } from "#lib/services/playbooks/list.ts";
import { createTarget } from "#lib/services/targets/create.ts";
import { listTargets } from "#lib/services/targets/list.ts";
import { route } from "../define.ts";

export const CATALOGUE = [
  route({
    method: "GET",
    path: "/playbooks",
    summary: "The playbooks in use, and what could not be loaded",
    tag: "playbooks",
    answers: {
      200: z.object({
        items: z.array(PlaybookView),
        problems: z.array(z.object({ playbook: z.string(), message: z.string() })),
      }),
    },
    handle: async ({ ctx }) => ({ body: await listPlaybooks(ctx) }),
  }),
  route({
    method: "GET",
    path: "/playbooks/{id}",
    summary: "One playbook",
    tag: "playbooks",
    params: z.object({ id: z.string().max(100) }),
    answers: { 200: PlaybookView },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: await getPlaybook(ctx, params.id) }),
  }),
  route({
    method: "GET",
    path: "/targets",
    summary: "Targets and what holds them",
    tag: "targets",
    answers: { 200: z.object({ items: z.array(TargetView) }) },
    handle: async ({ ctx }) => ({ body: { items: await listTargets(ctx) } }),
  }),
  route({
    method: "POST",
    path: "/targets",
    summary: "Add a target with its pinned host key",
    tag: "targets",
    body: CreateTarget,
    answers: { 201: TargetView },
    problems: [409],
    handle: async ({ ctx, body }) => ({ status: 201, body: await createTarget(ctx, body) }),
  }),
  route({
    method: "POST",
    path: "/assessments",
    summary: "Judge severity from signals, and keep the judgement",
    tag: "incidents",
    body: CreateAssessment,
    answers: { 201: AssessmentView },
    handle: async ({ ctx, body }) => ({ status: 201, body: await createAssessment(ctx, body) }),
  }),
];
