import { z } from "zod";
import { WatchView } from "#lib/contract/watch.ts";
import { getWatches } from "#lib/services/watch/get.ts";
import { route } from "../define.ts";
import { RunParams } from "./common.ts";

export const WATCHES = [
  route({
    method: "GET",
    path: "/runs/{id}/watches",
    summary: "What the stability watches of a run measured, pass by pass, with their limits and clocks",
    tag: "runs",
    params: RunParams,
    answers: { 200: z.object({ items: z.array(WatchView) }) },
    problems: [404],
    handle: async ({ ctx, params }) => ({ body: { items: await getWatches(ctx, params.id) } }),
  }),
];
