import { z } from "zod";
import { EvidenceView, PinLines } from "#lib/contract/incident.ts";
import { pinLines } from "#lib/services/evidence/pin.ts";
import { askForEvidence } from "#lib/services/investigation/ask.ts";
import { evidenceContent } from "#lib/services/investigation/content.ts";
import { route } from "../define.ts";
import { asFile, IncidentParams, Nothing } from "./common.ts";

/** As bytes: what is not UTF-8 in a log stays what it is, and its hash holds. */
async function* exactly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export const INVESTIGATION = [
  route({
    method: "POST",
    path: "/incidents/{number}/investigations",
    summary: "Collect evidence from the targets; an engine does it, read-only",
    tag: "incidents",
    params: IncidentParams,
    body: Nothing,
    answers: { 202: z.object({ ids: z.array(z.string()) }) },
    problems: [404, 409],
    handle: async ({ ctx, params }) => ({ status: 202, body: await askForEvidence(ctx, params.number) }),
  }),
  route({
    method: "POST",
    path: "/incidents/{number}/evidence",
    summary: "Pin lines of a step's output as evidence; the same lines again are the same evidence",
    tag: "incidents",
    params: IncidentParams,
    body: PinLines,
    answers: { 200: EvidenceView },
    problems: [404, 409],
    handle: async ({ ctx, params, body }) => ({ body: await pinLines(ctx, { incident: params.number, body }) }),
  }),
  route({
    method: "GET",
    path: "/incidents/{number}/evidence/{id}/content",
    summary: "The kept bytes of one piece of collected evidence",
    tag: "incidents",
    params: IncidentParams.extend({ id: z.string().min(1).max(64) }),
    answers: { 200: "text/plain" },
    problems: [404],
    handle: async ({ ctx, params }) => {
      const file = await evidenceContent(ctx, { incident: params.number, id: params.id });
      return {
        stream: exactly(file.bytes),
        headers: { ...asFile(file.fileName, file.mediaType), "backout-evidence-sha256": file.sha256 },
      };
    },
  }),
];
