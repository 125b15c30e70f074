import { z } from "zod";
import { LinesQuery, OutputHits, OutputLines, SearchQuery } from "#lib/contract/output.ts";
import { readOutput } from "#lib/services/runs/output.ts";
import { readLines } from "#lib/services/runs/output-lines.ts";
import { searchOutput } from "#lib/services/runs/output-search.ts";
import { route } from "../define.ts";
import { asFile, RunParams, StepParams } from "./common.ts";

export const OUTPUT = [
  route({
    method: "GET",
    path: "/runs/{id}/steps/{stepRunId}/output",
    summary: "Raw output from a byte on, secrets masked; headers Backout-Output-Length, -Sha256, -Complete",
    tag: "runs",
    params: StepParams,
    query: z.object({ from: z.coerce.number().int().min(0).default(0) }),
    answers: { 200: "text/plain" },
    problems: [404],
    handle: async ({ ctx, params, query }) => {
      const output = await readOutput(ctx, { runId: params.id, stepRunId: params.stepRunId, from: query.from });
      return {
        stream: output.bytes,
        headers: {
          // Foreign bytes, with whatever a terminal would obey.
          ...asFile(`${params.stepRunId}.log`, "text/plain; charset=utf-8"),
          "backout-output-length": String(output.length),
          "backout-output-complete": String(output.complete),
          ...(output.sha256 ? { "backout-output-sha256": output.sha256 } : {}),
        },
      };
    },
  }),
  route({
    method: "GET",
    path: "/runs/{id}/steps/{stepRunId}/output/lines",
    summary: "Output as display lines, from any line on",
    tag: "runs",
    params: StepParams,
    query: LinesQuery,
    answers: { 200: OutputLines },
    problems: [404],
    handle: async ({ ctx, params, query }) => ({
      body: await readLines(ctx, { runId: params.id, stepRunId: params.stepRunId, ...query }),
    }),
  }),
  route({
    method: "GET",
    path: "/runs/{id}/output/search",
    summary: "Lines of a run's whole output that hold a text; case does not matter",
    tag: "runs",
    params: RunParams,
    query: SearchQuery,
    answers: { 200: OutputHits },
    problems: [404],
    handle: async ({ ctx, params, query }) => ({ body: await searchOutput(ctx, { runId: params.id, ...query }) }),
  }),
];
