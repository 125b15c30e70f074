import { DrillReport } from "#lib/contract/drill-report.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { drillReport } from "./report/build.ts";
import { reportHtml } from "./report/html.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { drillSubject } from "./subject.ts";

export type ReportFormat = "markdown" | "html" | "json";
export type ReportFile = { contentType: string; fileName: string; body: string; sha256: string | null };

/** The report as one file: the sealed one of a drill that is over, else a draft of what is known now. */
export async function exportDrillReport(
  ctx: ServiceContext,
  number: number,
  format: ReportFormat,
): Promise<ReportFile> {
  authorise(ctx, "incident.read");
  const subject = await drillSubject(ctx, number);
  const { report: sealed, reportSha256: sha256 } = subject.row;
  const report = sealed === null ? await drillReport(ctx, subject) : DrillReport.parse(sealed);
  const name = `DRILL-${number}-report`;
  switch (format) {
    case "json":
      return {
        contentType: "application/json; charset=utf-8",
        fileName: `${name}.json`,
        body: `${JSON.stringify({ ...report, sha256 }, null, 2)}\n`,
        sha256,
      };
    case "markdown":
      return {
        contentType: "text/markdown; charset=utf-8",
        fileName: `${name}.md`,
        body: reportMarkdown(report),
        sha256,
      };
    case "html":
      return { contentType: "text/html; charset=utf-8", fileName: `${name}.html`, body: reportHtml(report), sha256 };
    default:
      return format satisfies never;
  }
}
