import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Checkpoint } from "#lib/domain/record/checkpoint.ts";
import {
  EXPORT_ACTION,
  MANIFEST,
  type Manifest,
  RECEIPT,
  type Receipt,
  receiptText,
} from "#lib/domain/record/export-files.ts";
import { GENESIS } from "#lib/domain/timeline/chain.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { auditLinks, type ExportEntry, type Head, incidentEntries, objectsOf, textEntry } from "./entries.ts";
import { type IncidentFacts, incidentFacts } from "./incident-facts.ts";
import { checkpointOf } from "./stored-checkpoints.ts";

/** An engine that lives signs within a second; without one the export says that nobody vouches for it. */
const SIGN_WAIT_MS = 15_000;
const LOOK_MS = 100;

/**
 * A whole incident as files, for somebody without this server. The last two are the manifest with every file's SHA-256, and a receipt: the audit names
 * the manifest's hash, and an engine's checkpoint signs the audit. So the export itself cannot be changed unnoticed.
 */
export async function exportIncident(
  ctx: ServiceContext,
  number: number,
  { signWaitMs = SIGN_WAIT_MS }: { signWaitMs?: number } = {},
): Promise<AsyncIterable<ExportEntry>> {
  authorise(ctx, "incident.read");
  authorise(ctx, "audit.read");
  return files(ctx, await incidentFacts(ctx, number), signWaitMs);
}

async function* files(ctx: ServiceContext, incident: IncidentFacts, signWaitMs: number): AsyncIterable<ExportEntry> {
  const heads: Manifest["heads"] = { timeline: { seq: 0, hash: GENESIS }, audit: { seq: 0, hash: GENESIS } };
  const known: Manifest["files"] = {};
  for await (const entry of incidentEntries(ctx, incident, (found) => Object.assign(heads, found))) {
    const hash = createHash("sha256");
    yield { ...entry, body: hashed(entry.body, hash) };
    known[entry.path] = { bytes: entry.bytes, sha256: hash.digest("hex") };
  }
  const manifest: Manifest = {
    format: "backout-incident-export",
    version: 1,
    incident: incident.number,
    exportedAt: ctx.clock.now().toISOString(),
    exportedBy: ctx.actor.name,
    heads,
    files: known,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  yield textEntry(MANIFEST, text);
  const receipt = await receiptFor(ctx, incident, { after: heads.audit, manifestSha256: sha256(text), signWaitMs });
  yield textEntry(RECEIPT, receiptText(receipt));
}

async function* hashed(body: ExportEntry["body"], hash: ReturnType<typeof createHash>): AsyncIterable<Uint8Array> {
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
  }
}

/** Records the export, and waits until an engine has signed the record with it. */
async function receiptFor(
  ctx: ServiceContext,
  incident: IncidentFacts,
  { after, manifestSha256, signWaitMs }: { after: Head; manifestSha256: string; signWaitMs: number },
): Promise<Receipt> {
  await ctx.db.$transaction(async (tx) => {
    await ctx.recorder.audit(tx, ctx.actor, {
      action: EXPORT_ACTION,
      object: `incident:${incident.number}`,
      data: { manifestSha256 },
    });
    await ctx.queue.send(tx, "record.checkpoint", {});
  });
  const rows = await auditLinks(ctx, after.seq, objectsOf(incident), 10_000);
  const named = rows.find(
    ({ content }) => (content?.data as { manifestSha256?: string } | undefined)?.manifestSha256 === manifestSha256,
  );
  const checkpoint = named ? await signedFrom(ctx, named.seq, signWaitMs) : null;
  return { links: checkpoint ? await linksTo(ctx, incident, after, checkpoint.audit.seq) : rows, checkpoint };
}

async function linksTo(ctx: ServiceContext, incident: IncidentFacts, after: Head, seq: number) {
  return auditLinks(ctx, after.seq, objectsOf(incident), seq - after.seq);
}

async function signedFrom(ctx: ServiceContext, seq: number, signWaitMs: number): Promise<Checkpoint | null> {
  for (let waitedMs = 0; waitedMs < signWaitMs; waitedMs += LOOK_MS) {
    const row = await ctx.db.checkpoint.findFirst({ where: { auditSeq: { gte: seq } }, orderBy: { seq: "asc" } });
    if (row) return checkpointOf(row);
    await pause(LOOK_MS);
  }
  return null;
}
