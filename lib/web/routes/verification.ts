import { StartedRun } from "#lib/contract/run.ts";
import { startVerification } from "#lib/services/verification/start.ts";
import { route } from "../define.ts";
import { IncidentParams, idempotencyKey, Nothing } from "./common.ts";

export const VERIFICATION = [
  route({
    method: "POST",
    path: "/incidents/{number}/verifications",
    summary: "Verify now; it also starts by itself after every rollback",
    tag: "runs",
    params: IncidentParams,
    body: Nothing,
    requires: ["Idempotency-Key"],
    answers: { 200: StartedRun, 201: StartedRun },
    problems: [404, 409],
    handle: async ({ ctx, params, headers }) => {
      const { run, created } = await startVerification(ctx, {
        incident: params.number,
        idempotencyKey: idempotencyKey(headers),
      });
      return { status: created ? 201 : 200, body: run };
    },
  }),
];
