import { z } from "zod";
import { exportIncident } from "#lib/services/record/export.ts";
import { exportIncidentHtml } from "#lib/services/record/export-html.ts";
import { route } from "../define.ts";
import { tarGz } from "../tar.ts";
import { IncidentParams } from "./common.ts";

const download = (fileName: string, contentType: string) => ({
  "content-type": contentType,
  "content-disposition": `attachment; filename="${fileName}"`,
  "x-content-type-options": "nosniff",
});

export const RECORD = [
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
            headers: download(`INC-${number}.html`, "text/html; charset=utf-8"),
          }
        : {
            stream: tarGz(`INC-${number}`, await exportIncident(ctx, number), ctx.clock.now()),
            headers: download(`INC-${number}.tar.gz`, "application/gzip"),
          },
  }),
];
