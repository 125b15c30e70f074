import type { RcaView } from "#lib/contract/rca.ts";
import type { RcaField } from "#lib/domain/playbook/schema.ts";
import type { ServiceContext } from "../context.ts";
import { escapeHtml as h } from "../html.ts";
import { md } from "../markdown.ts";
import { getRca } from "./get.ts";

export type RcaFormat = "markdown" | "html" | "json";
export type Exported = { contentType: string; fileName: string; body: string };

/** The review as one file. Foreign text is escaped for each format: it can neither make markup nor break out of its place. */
export async function exportRca(ctx: ServiceContext, number: number, format: RcaFormat): Promise<Exported> {
  const rca = await getRca(ctx, number);
  const excerpts = format === "json" ? new Map<string, string>() : await excerptsOf(ctx, rca);
  const name = `INC-${number}-rca`;
  switch (format) {
    case "json":
      return {
        contentType: "application/json; charset=utf-8",
        fileName: `${name}.json`,
        body: `${JSON.stringify(rca, null, 2)}\n`,
      };
    case "markdown":
      return { contentType: "text/markdown; charset=utf-8", fileName: `${name}.md`, body: markdown(rca, excerpts) };
    case "html":
      return { contentType: "text/html; charset=utf-8", fileName: `${name}.html`, body: html(rca, excerpts) };
    default:
      return format satisfies never;
  }
}

const paragraphs = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.trim() === "" ? "" : md(line)))
    .join("  \n");

/** The pinned lines by the id of their evidence. */
async function excerptsOf(ctx: ServiceContext, rca: RcaView): Promise<Map<string, string>> {
  const ids = rca.evidence.filter((e) => e.lines !== null).map((e) => e.id);
  const rows = await ctx.db.evidenceContent.findMany({ where: { evidenceId: { in: ids } } });
  return new Map(rows.map((row) => [row.evidenceId, new TextDecoder().decode(row.bytes)]));
}

function markdown(rca: RcaView, excerpts: ReadonlyMap<string, string>): string {
  const lines = [
    `# Root cause analysis: ${md(rca.title)}`,
    "",
    `**Incident**: INC-${rca.incident}  `,
    `**Status**: ${rca.publishedAt ? `published ${rca.publishedAt} by ${md(rca.publishedBy ?? "")}` : "draft"}`,
    "",
  ];
  lines.push("## Facts", "", ...rca.facts.map((f) => `- **${md(f.title)}**: ${md(f.value)} (${md(f.source)})`), "");
  lines.push(
    "## Timeline",
    "",
    ...rca.timeline.map((e) => `- ${e.occurredAt} · ${md(e.text)} (${md(e.actor.name)})`),
    "",
  );
  for (const [section, fields] of sections(rca.fields)) {
    lines.push(`## ${md(section)}`, "");
    for (const field of fields) {
      if (field.title !== section) lines.push(`### ${md(field.title)}`, "");
      lines.push(...markdownValue(rca.values[field.id]), "");
    }
  }
  lines.push(
    "## Evidence",
    "",
    ...rca.evidence.flatMap((e) => [
      `- ${e.at} · ${md(e.title)} (${md(e.source)}): ${md(e.detail)} · sha256 ${e.sha256}`,
      ...quoted(excerpts.get(e.id)),
    ]),
    "",
  );
  return `${lines.join("\n").trim()}\n`;
}

/** As indented code below its list item: whatever stands in the lines, no fence can be closed by it. */
const quoted = (text: string | undefined): string[] =>
  text === undefined
    ? []
    : [
        "",
        ...text
          .trimEnd()
          .split("\n")
          .map((line) => `      ${line}`),
        "",
      ];

function markdownValue(value: RcaView["values"][string] | undefined): string[] {
  if (typeof value === "string") return [value.trim() === "" ? "_empty_" : paragraphs(value)];
  const entries = value ?? [];
  if (entries.length === 0) return ["_none_"];
  return entries.map((entry, i) =>
    typeof entry === "string"
      ? `${i + 1}. ${md(entry)}`
      : `- [${entry.done ? "x" : " "}] ${md(entry.text)}${entry.owner ? `, owner ${md(entry.owner)}` : ""}${entry.dueAt ? `, due ${entry.dueAt}` : ""}`,
  );
}

const sections = (fields: readonly RcaField[]): Map<string, RcaField[]> => Map.groupBy(fields, (f) => f.section);
/** The filled form, one heading a section. */
export function rcaSections(rca: RcaView): string {
  const value = (v: RcaView["values"][string] | undefined) =>
    typeof v === "string" || v === undefined
      ? `<p>${h(v ?? "").replaceAll("\n", "<br>") || "<em>empty</em>"}</p>`
      : `<ul>${v.map((e) => `<li>${typeof e === "string" ? h(e) : `${e.done ? "done: " : ""}${h(e.text)}${e.owner ? `, owner ${h(e.owner)}` : ""}${e.dueAt ? `, due ${h(e.dueAt)}` : ""}`}</li>`).join("") || "<li><em>none</em></li>"}</ul>`;
  return [...sections(rca.fields)]
    .map(
      ([section, fields]) =>
        `<h2>${h(section)}</h2>${fields.map((f) => `${f.title === section ? "" : `<h3>${h(f.title)}</h3>`}${value(rca.values[f.id])}`).join("")}`,
    )
    .join("\n");
}

function html(rca: RcaView, excerpts: ReadonlyMap<string, string>): string {
  const body = [
    `<h1>Root cause analysis: ${h(rca.title)}</h1><p>INC-${rca.incident}, ${rca.publishedAt ? `published ${h(rca.publishedAt)} by ${h(rca.publishedBy ?? "")}` : "draft"}</p>`,
    `<h2>Facts</h2><table>${rca.facts.map((f) => `<tr><th>${h(f.title)}</th><td>${h(f.value)}</td><td>${h(f.source)}</td></tr>`).join("")}</table>`,
    `<h2>Timeline</h2><table>${rca.timeline.map((e) => `<tr><td><time>${h(e.occurredAt)}</time></td><td>${h(e.text)}</td><td>${h(e.actor.name)}</td></tr>`).join("")}</table>`,
    rcaSections(rca),
    `<h2>Evidence</h2><ul>${rca.evidence.map((e) => `<li><time>${h(e.at)}</time> ${h(e.title)} (${h(e.source)}): ${h(e.detail)} <code>${h(e.sha256)}</code>${excerpts.has(e.id) ? `<pre>${h(excerpts.get(e.id) ?? "")}</pre>` : ""}</li>`).join("")}</ul>`,
  ].join("\n");
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>INC-${rca.incident} root cause analysis</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#10151b}table{border-collapse:collapse}td,th{border-bottom:1px solid #e1e5eb;padding:.3rem .6rem;text-align:left;vertical-align:top}code{font-size:.8em;overflow-wrap:anywhere}pre{padding:.5rem .75rem;background:#f4f6f9;font-size:.75rem;white-space:pre-wrap;overflow-wrap:anywhere}@media print{body{margin:0;max-width:none;font-size:10.5pt}h2,h3{break-after:avoid}tr,li,pre{break-inside:avoid}}</style></head><body>\n${body}\n</body></html>\n`;
}
