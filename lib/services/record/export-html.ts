import { visible } from "#lib/domain/output/visible.ts";
import { EXPORT_ACTION } from "#lib/domain/record/export-files.ts";
import type { ServiceContext } from "../context.ts";
import { authorise } from "../context.ts";
import { escapeHtml as h } from "../html.ts";
import { getIncident } from "../incidents/get.ts";
import { rcaSections } from "../rca/export.ts";
import { getRca } from "../rca/get.ts";
import { getRun } from "../runs/get.ts";
import { bytesBetween } from "../runs/stored-output.ts";

/** Of an output longer than this the page has its beginning and its end; the folder has all of it. */
const SHOWN_BYTES = 64 * 1024;

/**
 * A whole incident as one page that asks nobody for anything: no script, no picture, no link that is followed by itself. Foreign text is escaped. Made
 * piece by piece.
 */
export async function exportIncidentHtml(ctx: ServiceContext, number: number): Promise<AsyncIterable<Uint8Array>> {
  authorise(ctx, "incident.read");
  const incident = await getIncident(ctx, number);
  await ctx.db.$transaction((tx) =>
    ctx.recorder.audit(tx, ctx.actor, {
      action: EXPORT_ACTION,
      object: `incident:${number}`,
      data: { format: "html" },
    }),
  );
  return encoded(page(ctx, incident));
}

async function* encoded(parts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const part of parts) yield Buffer.from(`${part}\n`);
}

const row = (...cells: string[]) => `<tr>${cells.map((c) => `<td>${c}</td>`).join("")}</tr>`;
const fact = (title: string, value: string) => `<tr><th>${h(title)}</th><td>${value}</td></tr>`;
const time = (at: string | null) =>
  at ? `<time datetime="${h(at)}">${h(at.replace("T", " ").replace("Z", " UTC"))}</time>` : "";

async function* page(ctx: ServiceContext, incident: Awaited<ReturnType<typeof getIncident>>): AsyncIterable<string> {
  const title = `INC-${incident.number} ${incident.title}`;
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${h(title)}</title><style>${STYLE}</style></head><body>`;
  yield `<h1>${h(title)}</h1><p>As recorded at ${time(ctx.clock.now().toISOString())}, exported by ${h(ctx.actor.name)}.</p><table>`;
  yield fact("Severity", h(incident.severity)) +
    fact("Status", h(incident.status)) +
    fact("Playbook", h(incident.playbook));
  yield fact("Targets", h(incident.targets.join(", "))) +
    fact("Declared", `${time(incident.declaredAt)} by ${h(incident.declaredBy)}`);
  yield fact("Resolved", time(incident.resolvedAt) || "not yet") + fact("Closed", time(incident.closedAt) || "not yet");
  if (incident.severityReason) yield fact("Reason of the severity", h(incident.severityReason));
  yield "</table>";
  if (incident.assessment) {
    yield `<h2>Assessment</h2><p>${h(incident.assessment.severity)}, ${h(incident.assessment.action)}, by ${h(incident.assessment.by)}</p><ul>`;
    for (const f of incident.assessment.fired) yield `<li>${h(f.title)}: ${h(f.reason)}</li>`;
    yield "</ul>";
  }
  yield `<h2>Timeline</h2><p>Each event holds the hash of the one before it; the last is <code>${h(incident.timeline.at(-1)?.hash ?? "")}</code>.</p><table>`;
  for (const e of incident.timeline)
    yield row(String(e.seq), time(e.occurredAt), h(e.text), h(e.actor.name), `<code>${e.hash.slice(0, 16)}</code>`);
  yield "</table>";
  for (const run of [...incident.runs].reverse()) yield* runParts(ctx, run.id);
  yield "<h2>Checklist</h2><table>";
  for (const c of incident.checklist)
    yield row(
      c.state === "ticked" ? "done" : "open",
      h(c.title),
      time(c.tickedAt),
      h(c.tickedBy?.name ?? ""),
      h(c.note),
      h(c.evidence?.detail ?? ""),
    );
  yield "</table>";
  const rca = await getRca(ctx, incident.number);
  yield `<h2>Evidence</h2><table>`;
  for (const e of rca.evidence)
    yield row(time(e.at), h(e.title), h(e.source), h(e.detail), `<code>${h(e.sha256)}</code>`);
  yield "</table>";
  yield `<h2>Root cause analysis</h2><p>${rca.publishedAt ? `Published ${time(rca.publishedAt)} by ${h(rca.publishedBy ?? "")}` : "Draft"}</p>${rcaSections(rca)}`;
  yield "</body></html>";
}

async function* runParts(ctx: ServiceContext, id: string): AsyncIterable<string> {
  const run = await getRun(ctx, id);
  yield `<h2>${h(run.title)}: ${h(run.status)}</h2><p>${h(run.option)} on ${h(run.targets.join(", "))}, by ${h(run.by)}, ${time(run.startedAt)} to ${time(run.endedAt)}${run.reason ? `: ${h(run.reason)}` : ""}</p>`;
  if (run.proofs.length > 0)
    yield `<table>${run.proofs.map((p) => row(h(p.verdict), h(p.title), h(p.detail), h(p.target), time(p.at))).join("")}</table>`;
  for (const step of run.steps) {
    const { bytes, sha256: sealed } = step.output;
    yield `<details><summary>${h(step.title)}: ${h(step.status)}${step.reason ? ` (${h(step.reason)})` : ""}, ${bytes} bytes${sealed ? `, sha256 <code>${h(sealed)}</code>` : ""}</summary><pre>`;
    yield await shown(ctx, step.stepRunId, 0, Math.min(bytes, SHOWN_BYTES));
    if (bytes > 2 * SHOWN_BYTES) yield `</pre><p>… ${bytes - 2 * SHOWN_BYTES} bytes are left out here …</p><pre>`;
    if (bytes > SHOWN_BYTES) yield await shown(ctx, step.stepRunId, Math.max(SHOWN_BYTES, bytes - SHOWN_BYTES), bytes);
    yield "</pre></details>";
  }
}

async function shown(ctx: ServiceContext, stepRunId: string, from: number, end: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytesBetween(ctx, stepRunId, { from, end })) pieces.push(piece);
  const text = new TextDecoder().decode(Buffer.concat(pieces));
  return h(text.split("\n").map(visible).join("\n"));
}

const STYLE =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#10151b;background:#fff}h2{margin-top:2rem;border-top:1px solid #c9d0d8;padding-top:1rem}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #e1e5eb;padding:.25rem .6rem;text-align:left;vertical-align:top}code{font-size:.8em;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f6f8;padding:.6rem;font-size:12px}summary{cursor:pointer;padding:.3rem 0}@media print{details{display:block}}";
