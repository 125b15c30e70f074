import type { DrillReport } from "#lib/contract/drill-report.ts";
import { PHASE_TITLES } from "#lib/domain/playbook/drills.ts";
import { md } from "../../markdown.ts";
import { againstTarget, headFacts, itemWords, when } from "./words.ts";

/** The report for a repository or a wiki. Foreign text is escaped: it makes no markup. Pure. */
export function reportMarkdown(report: DrillReport): string {
  const list = (entries: string[]) => (entries.length > 0 ? entries : ["_none_"]);
  const table = (head: string[], rows: string[][]) =>
    rows.length === 0
      ? ["_none_"]
      : [
          `| ${head.join(" | ")} |`,
          `|${head.map(() => "---").join("|")}|`,
          ...rows.map((r) => `| ${r.map(md).join(" | ")} |`),
        ];
  const { stopwatch } = report;
  const lines = [
    `# Drill report DRILL-${report.number}: ${md(report.title)}`,
    ...(report.isDraft ? ["", "**Draft: the drill is not over.**"] : []),
    "",
    ...headFacts(report).map(([title, value]) => `- **${title}**: ${md(value)}`),
    "",
    "## Participants",
    "",
    ...table(
      ["Name", "Role", "Present"],
      report.participants.map((p) => [p.name, p.role, p.present === null ? "not said" : p.present ? "yes" : "no"]),
    ),
    "",
    "## Times against targets",
    "",
    ...table(
      ["Phase", "Took", "Target", "Result"],
      [
        ...stopwatch.phases.map((p) => [PHASE_TITLES[p.phase], ...againstTarget(p)]),
        [report.procedureTitle, ...againstTarget(stopwatch.procedure)],
        ["Whole drill", ...againstTarget(stopwatch.total)],
      ],
    ),
    "",
    "## Steps",
    "",
    ...report.steps.map((s, i) => `${i + 1}. ${s.isTicked ? "[x]" : "[ ]"} ${md(s.title)}: ${md(itemWords(s))}`),
    "",
    "## Checklist",
    "",
    ...report.checklist.map((s) => `- [${s.isTicked ? "x" : " "}] ${md(s.title)}: ${md(itemWords(s))}`),
    "",
    "## Lessons learned",
    "",
    ...list(report.lessons.map((l) => `- ${when(l.at)} · ${md(l.text)} (${md(l.by)})`)),
    "",
    "## Improvements",
    "",
    ...list(
      report.actions.map(
        (a) =>
          `- [${a.state === "done" ? "x" : " "}] ${md(a.title)}, ${md(a.owner)}, due ${a.dueAt.slice(0, 10)}, ${a.state}`,
      ),
    ),
    "",
    "## Open from earlier drills",
    "",
    ...list(
      report.carried.map(
        (a) =>
          `- DRILL-${a.drill}: ${md(a.title)}, ${md(a.owner)}, due ${a.dueAt.slice(0, 10)}${a.isOverdue ? ", overdue" : ""}`,
      ),
    ),
    "",
    `## Differences to the last drill${report.previous === null ? "" : ` (DRILL-${report.previous})`}`,
    "",
    ...(report.previous === null
      ? ["_This is the first drill of the procedure._"]
      : table(
          ["What", "Before", "Now"],
          report.differences.map((d) => [d.what, d.before, d.now]),
        )),
    "",
    "## Runs and their outputs",
    "",
    ...report.runs.flatMap((run) => [
      `### ${md(run.title)} (${run.what}, ${run.status})`,
      "",
      `Run ${md(run.id)}, by ${md(run.by)}, ${run.startedAt ? when(run.startedAt) : "not started"} to ${run.endedAt ? when(run.endedAt) : "not ended"}`,
      "",
      ...table(
        ["Step", "Target", "Status", "Output bytes", "SHA-256 of the output"],
        run.steps.map((s) => [s.id, s.target, s.status, String(s.outputBytes), s.outputSha256 ?? "none"]),
      ),
      "",
    ]),
    ...(report.runs.length === 0 ? ["_none_", ""] : []),
  ];
  return `${lines.join("\n").trim()}\n`;
}
