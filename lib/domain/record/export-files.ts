import { z } from "zod";
import { canonical } from "../canonical/canonical.ts";
import { Checkpoint, Head } from "./checkpoint.ts";

// The files of an exported incident. Whoever reads them years from now has these shapes and `backout verify`, and no server.

export const MANIFEST = "manifest.json";
export const RECEIPT = "receipt.json";
export const TIMELINE = "timeline.jsonl";
export const REVISIONS = "rca-revisions.jsonl";
/** `audit/000001.jsonl`, by the first link in it. */
export const AUDIT_FOLDER = "audit/";
export const EVIDENCE_FOLDER = "evidence/";
/** Bytes that were collected, beside the evidence that says what they are. A log, so readers only hash it. */
export const storedPath = (evidenceId: string): string => `${EVIDENCE_FOLDER}${evidenceId}.log`;
export const PLAYBOOK_FOLDER = "playbooks/";
/** `runs/<id>/run.json` and `runs/<id>/steps/<n>.log`. */
export const RUN_FILE = /^runs\/([^/]+)\/run\.json$/;

export const Manifest = z.object({
  format: z.literal("backout-incident-export"),
  version: z.literal(1),
  incident: z.number().int().positive(),
  exportedAt: z.iso.datetime(),
  exportedBy: z.string(),
  /** The last links that the export holds. */
  heads: z.object({ timeline: Head, audit: Head }),
  /** Every other file but the receipt. */
  files: z.record(z.string(), z.object({ bytes: z.number().int().nonnegative(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

const ChainPart = z.object({ seq: z.number().int(), prevHash: z.string(), hash: z.string() });

export const TimelineLine = ChainPart.extend({
  incident: z.number().int(),
  occurredAt: z.string(),
  recordedAt: z.string(),
  actor: z.unknown(),
  kind: z.string(),
  text: z.string(),
  runId: z.string().nullable(),
  stepRunId: z.string().nullable(),
  data: z.unknown(),
});
export type TimelineLine = z.infer<typeof TimelineLine>;

export const AuditContent = z.object({
  at: z.string(),
  actor: z.unknown(),
  action: z.string(),
  object: z.string(),
  data: z.unknown(),
});
/** A link about something else has no content here: others' business stays out, and the chain can be walked all the same. */
export const AuditLine = ChainPart.extend({ content: AuditContent.nullable() });
export type AuditLine = z.infer<typeof AuditLine>;

export const EvidenceFile = z.object({ id: z.string(), sha256: z.string(), content: z.unknown() }).loose();
export const RevisionLine = z.object({ version: z.number().int(), values: z.unknown(), sha256: z.string() }).loose();
export const PlaybookFile = z.object({ hash: z.string(), content: z.unknown() }).loose();
export const RunFile = z
  .object({
    id: z.string(),
    steps: z.array(
      z
        .object({ stepId: z.string(), log: z.string(), outputBytes: z.number(), outputSha256: z.string().nullable() })
        .loose(),
    ),
  })
  .loose();
export type RunFile = z.infer<typeof RunFile>;

/** Binds the manifest to the audit: the link that names its hash, the links from the export's head to it and on to a checkpoint. */
export const Receipt = z.object({
  /** From the first link after `heads.audit` to the checkpoint's. */
  links: z.array(AuditLine),
  /** Null when no engine was there to sign. */
  checkpoint: Checkpoint.nullable(),
});
export type Receipt = z.infer<typeof Receipt>;
export const receiptText = (receipt: Receipt): string => `${canonical(receipt)}\n`;

/** Action of the link that names the manifest: `data.manifestSha256`. */
export const EXPORT_ACTION = "incident.export";
