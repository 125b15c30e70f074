import {
  AUDIT_FOLDER,
  type AuditLine,
  EVIDENCE_FOLDER,
  PLAYBOOK_FOLDER,
  REVISIONS,
  storedPath,
  TIMELINE,
  type TimelineLine,
} from "#lib/domain/record/export-files.ts";
import { GENESIS } from "#lib/domain/timeline/chain.ts";
import { auditContent, timelineContent } from "#lib/domain/timeline/content.ts";
import { canonical, sha256 } from "../canonical.ts";
import type { ServiceContext } from "../context.ts";
import { exportRca } from "../rca/export.ts";
import { bytesBetween } from "../runs/stored-output.ts";
import { communicationFacts } from "./communication.ts";
import { type IncidentFacts, logOf, type RunFacts } from "./incident-facts.ts";

/** One file of an export; `body` yields exactly `bytes` bytes. */
export type ExportEntry = { path: string; bytes: number; body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> };
export type Head = { seq: number; hash: string };

const LINKS_AT_ONCE = 1_000;

export function textEntry(path: string, text: string): ExportEntry {
  const bytes = Buffer.from(text);
  return { path, bytes: bytes.length, body: [bytes] };
}
const json = (path: string, value: unknown): ExportEntry => textEntry(path, `${JSON.stringify(value, null, 2)}\n`);
const jsonLines = (path: string, values: readonly unknown[]): ExportEntry =>
  textEntry(path, values.map((v) => `${JSON.stringify(v)}\n`).join(""));

/** Everything of an incident but what depends on the bytes of the files themselves. One file at a time is in memory; outputs are never whole. */
export async function* incidentEntries(
  ctx: ServiceContext,
  incident: IncidentFacts,
  onHead: (heads: { timeline?: Head; audit?: Head }) => void,
): AsyncIterable<ExportEntry> {
  const { runs, checklist, targets, assessment, playbookVersion, ...facts } = incident;
  yield json("incident.json", {
    ...facts,
    playbook: playbookVersion,
    targets: targets.map((t) => t.target),
    assessment,
    checklist,
    runs: runs.map((r) => r.id),
  });
  const events = await ctx.db.timelineEvent.findMany({
    where: { incidentNumber: incident.number },
    orderBy: { seq: "asc" },
  });
  onHead({ timeline: headOf(events.at(-1)) });
  yield jsonLines(
    TIMELINE,
    events.map((e): TimelineLine => ({ seq: e.seq, prevHash: e.prevHash, hash: e.hash, ...timelineContent(e) })),
  );
  for (const run of runs) yield* runEntries(ctx, run);
  for (const hash of new Set([playbookVersion.hash, ...runs.map((r) => r.playbookVersion.hash)])) {
    const version = await ctx.db.playbookVersion.findFirstOrThrow({ where: { hash } });
    yield json(`${PLAYBOOK_FOLDER}${hash}.json`, {
      playbook: version.playbook,
      hash,
      loadedAt: version.loadedAt,
      content: version.content,
    });
  }
  yield json("communication.json", await communicationFacts(ctx, incident.number));
  for (const evidence of await ctx.db.evidence.findMany({
    where: { incidentNumber: incident.number },
    orderBy: { at: "asc" },
  }))
    yield* evidenceEntries(ctx, evidence);
  const revisions = await ctx.db.rcaRevision.findMany({
    where: { incidentNumber: incident.number },
    orderBy: { version: "asc" },
  });
  yield jsonLines(
    REVISIONS,
    revisions.map((r) => ({ ...r, sha256: sha256(canonical(r.values)) })),
  );
  yield textEntry("rca.md", (await exportRca(ctx, incident.number, "markdown")).body);
  yield* auditEntries(ctx, incident, onHead);
}

/** The evidence, and beside it the bytes that were collected. */
async function* evidenceEntries(ctx: ServiceContext, evidence: { id: string }): AsyncIterable<ExportEntry> {
  yield json(`${EVIDENCE_FOLDER}${evidence.id}.json`, evidence);
  const stored = await ctx.db.evidenceContent.findUnique({ where: { evidenceId: evidence.id } });
  if (stored) yield { path: storedPath(evidence.id), bytes: stored.bytes.length, body: [stored.bytes] };
}

async function* runEntries(ctx: ServiceContext, run: RunFacts): AsyncIterable<ExportEntry> {
  const { steps, targets, playbookVersion, ...facts } = run;
  const events = await ctx.db.runEvent.findMany({ where: { runId: run.id }, orderBy: { seq: "asc" } });
  yield json(`runs/${run.id}/run.json`, {
    ...facts,
    playbookHash: playbookVersion.hash,
    targets: targets.map((t) => ({ name: t.target.name, parameters: t.parameters })),
    steps: steps.map((step) => ({
      ...step,
      log: logOf(run, step),
      outputBytes: Number(step.outputBytes),
      outputLines: Number(step.outputLines),
      openLineAt: Number(step.openLineAt),
    })),
    events: events.map(({ runId: _, ...event }) => event),
  });
  for (const step of steps) {
    const bytes = Number(step.outputBytes);
    yield {
      path: `runs/${run.id}/${logOf(run, step)}`,
      bytes,
      body: bytesBetween(ctx, step.id, { from: 0, end: bytes }),
    };
  }
}

/** The audit from the first link about the incident to the newest one. Links about anything else are there without what they say. */
async function* auditEntries(
  ctx: ServiceContext,
  incident: IncidentFacts,
  onHead: (heads: { audit: Head }) => void,
): AsyncIterable<ExportEntry> {
  const objects = objectsOf(incident);
  const first = await ctx.db.auditEvent.findFirst({ where: { object: { in: [...objects] } }, orderBy: { seq: "asc" } });
  let last: Head = first ? { seq: first.seq - 1, hash: first.prevHash } : { seq: 0, hash: GENESIS };
  if (first) {
    for (;;) {
      const links = await auditLinks(ctx, last.seq, objects, LINKS_AT_ONCE);
      if (links.length === 0) break;
      yield jsonLines(`${AUDIT_FOLDER}${String(last.seq + 1).padStart(9, "0")}.jsonl`, links);
      last = headOf(links.at(-1));
    }
  }
  onHead({ audit: last });
}

export const objectsOf = (incident: IncidentFacts): ReadonlySet<string> =>
  new Set([`incident:${incident.number}`, ...incident.runs.map((r) => `run:${r.id}`)]);

export async function auditLinks(
  ctx: ServiceContext,
  after: number,
  objects: ReadonlySet<string>,
  take: number,
): Promise<AuditLine[]> {
  const rows = await ctx.db.auditEvent.findMany({ where: { seq: { gt: after } }, orderBy: { seq: "asc" }, take });
  return rows.map((row) => ({
    seq: row.seq,
    prevHash: row.prevHash,
    hash: row.hash,
    content: objects.has(row.object) ? auditContent(row) : null,
  }));
}

const headOf = (link: Head | undefined): Head =>
  link ? { seq: link.seq, hash: link.hash } : { seq: 0, hash: GENESIS };
