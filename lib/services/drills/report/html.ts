import type { DrillReport } from "#lib/contract/drill-report.ts";
import { PHASE_TITLES } from "#lib/domain/playbook/drills.ts";
import { escapeHtml as h } from "../../html.ts";
import { againstTarget, headFacts, itemWords, when } from "./words.ts";

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#10151b;background:#fff}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #e1e5eb;padding:.3rem .6rem;text-align:left;vertical-align:top}code{font-size:.8em;overflow-wrap:anywhere}.draft{font-weight:600}";

/** One file without anything from elsewhere: no script, no image, no address. Foreign text is escaped. Pure. */
export function reportHtml(report: DrillReport): string {
  const { stopwatch } = report;
  const list = (entries: string[]) =>
    `<ul>${entries.map((e) => `<li>${e}</li>`).join("") || "<li><em>none</em></li>"}</ul>`;
  const row = (cells: string[]) => `<tr>${cells.map((c) => `<td>${h(c)}</td>`).join("")}</tr>`;
  const table = (head: string[], rows: string[][]) =>
    `<table><tr>${head.map((c) => `<th>${h(c)}</th>`).join("")}</tr>${rows.map(row).join("")}</table>`;
  const items = (all: DrillReport["checklist"]) =>
    table(
      ["", "Item", "Evidence"],
      all.map((i) => [i.isTicked ? "done" : "open", i.title, itemWords(i)]),
    );
  const body = [
    `<h1>Drill report DRILL-${report.number}: ${h(report.title)}</h1>`,
    report.isDraft ? '<p class="draft">Draft: the drill is not over.</p>' : "",
    `<table>${headFacts(report)
      .map(([title, value]) => `<tr><th>${h(title)}</th><td>${h(value)}</td></tr>`)
      .join("")}</table>`,
    "<h2>Participants</h2>",
    table(
      ["Name", "Role", "Present"],
      report.participants.map((p) => [p.name, p.role, p.present === null ? "not said" : p.present ? "yes" : "no"]),
    ),
    "<h2>Times against targets</h2>",
    table(
      ["Phase", "Took", "Target", "Result"],
      [
        ...stopwatch.phases.map((p) => [PHASE_TITLES[p.phase], ...againstTarget(p)]),
        [report.procedureTitle, ...againstTarget(stopwatch.procedure)],
        ["Whole drill", ...againstTarget(stopwatch.total)],
      ],
    ),
    "<h2>Steps</h2>",
    items(report.steps),
    "<h2>Checklist</h2>",
    items(report.checklist),
    "<h2>Lessons learned</h2>",
    list(report.lessons.map((l) => `<time>${h(when(l.at))}</time> ${h(l.text)} (${h(l.by)})`)),
    "<h2>Improvements</h2>",
    list(report.actions.map((a) => `${h(a.title)}, ${h(a.owner)}, due ${h(a.dueAt.slice(0, 10))}, ${h(a.state)}`)),
    "<h2>Open from earlier drills</h2>",
    list(
      report.carried.map(
        (a) =>
          `DRILL-${a.drill}: ${h(a.title)}, ${h(a.owner)}, due ${h(a.dueAt.slice(0, 10))}${a.isOverdue ? ", overdue" : ""}`,
      ),
    ),
    `<h2>Differences to the last drill${report.previous === null ? "" : ` (DRILL-${report.previous})`}</h2>`,
    report.previous === null
      ? "<p><em>This is the first drill of the procedure.</em></p>"
      : table(
          ["What", "Before", "Now"],
          report.differences.map((d) => [d.what, d.before, d.now]),
        ),
    "<h2>Runs and their outputs</h2>",
    ...report.runs.map(
      (run) =>
        `<h3>${h(run.title)} (${h(run.what)}, ${h(run.status)})</h3><p>Run ${h(run.id)}, by ${h(run.by)}</p>` +
        table(
          ["Step", "Target", "Status", "Output bytes", "SHA-256 of the output"],
          run.steps.map((s) => [s.id, s.target, s.status, String(s.outputBytes), s.outputSha256 ?? "none"]),
        ),
    ),
  ].join("\n");
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>DRILL-${report.number} report</title><style>${STYLE}</style></head><body>\n${body}\n</body></html>\n`;
}
