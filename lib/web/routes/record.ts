import { z } from "zod";
import { CardView } from "#lib/contract/card.ts";
import { Time } from "#lib/contract/common.ts";
import { IncidentMetrics } from "#lib/contract/metrics.ts";
import { cardHtml } from "#lib/domain/card/html.ts";
import { cardText } from "#lib/domain/card/text.ts";
import { incidentMetrics } from "#lib/services/metrics/incidents.ts";
import { exportIncident } from "#lib/services/record/export.ts";
import { exportIncidentHtml } from "#lib/services/record/export-html.ts";
import { targetCard } from "#lib/services/targets/card.ts";
import { route } from "../define.ts";
import { tarGz } from "../tar.ts";
import { asFile, IncidentParams } from "./common.ts";

const QUARTER_MS = 91 * 86_400_000;

export const RECORD = [
  route({
    method: "GET",
    path: "/targets/{id}/card",
    summary: "The quick reference of a target, with what to paste when Backout is down",
    tag: "targets",
    params: z.object({ id: z.string().min(1).max(64) }),
    query: z.object({ format: z.enum(["json", "html", "text"]).default("json") }),
    answers: { 200: CardView },
    problems: [404],
    handle: async ({ ctx, params, query }) => {
      const card = await targetCard(ctx, params.id);
      if (query.format === "html")
        return { text: cardHtml(card), headers: asFile(`card-${card.target}.html`, "text/html; charset=utf-8") };
      if (query.format === "text")
        return { text: cardText(card), headers: asFile(`card-${card.target}.txt`, "text/plain; charset=utf-8") };
      return { body: card };
    },
  }),
  route({
    method: "GET",
    path: "/metrics/incidents",
    summary:
      "How fast harm was noticed and ended, and rollbacks against their target time: medians and 90th percentiles",
    tag: "record",
    query: z.object({ from: Time.optional(), to: Time.optional() }),
    answers: { 200: IncidentMetrics },
    handle: async ({ ctx, query }) => {
      const to = query.to === undefined ? ctx.clock.now() : new Date(query.to);
      const from = query.from === undefined ? new Date(to.getTime() - QUARTER_MS) : new Date(query.from);
      return { body: await incidentMetrics(ctx, { from, to }) };
    },
  }),
  route({
    method: "GET",
    path: "/incidents/{number}/export",
    summary: "The whole incident as files with their hashes (folder: .tar.gz, for `backout verify`), or as one page",
    tag: "record",
    params: IncidentParams,
    query: z.object({ format: z.enum(["folder", "html"]).default("folder") }),
    answers: { 200: "application/gzip" },
    problems: [404],
    handle: async ({ ctx, params: { number }, query }) =>
      query.format === "html"
        ? {
            stream: await exportIncidentHtml(ctx, number),
            headers: asFile(`INC-${number}.html`, "text/html; charset=utf-8"),
          }
        : {
            stream: tarGz(`INC-${number}`, await exportIncident(ctx, number), ctx.clock.now()),
            headers: asFile(`INC-${number}.tar.gz`, "application/gzip"),
          },
  }),
];
