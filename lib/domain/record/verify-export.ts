import type { z } from "zod";
import { canonical } from "../canonical/canonical.ts";
import { storedIn } from "../investigation/content.ts";
import {
  againstHeads,
  auditHeads,
  type Checkpoint,
  type Sha256,
  timelineHeads,
  type VerifySignature,
  verifyCheckpoints,
} from "./checkpoint.ts";
import {
  AUDIT_FOLDER,
  AuditLine,
  EVIDENCE_FOLDER,
  EvidenceFile,
  EXPORT_ACTION,
  MANIFEST,
  Manifest,
  PLAYBOOK_FOLDER,
  PlaybookFile,
  RECEIPT,
  REVISIONS,
  Receipt,
  RevisionLine,
  RUN_FILE,
  RunFile,
  receiptText,
  storedPath,
  TIMELINE,
  TimelineLine,
} from "./export-files.ts";
import { verifyAuditLines, verifyTimelineLines } from "./verify-chains.ts";

/** Where something is not as it was recorded, and how. */
export type RecordFault = { where: string; problem: string };
export type Verified = {
  incident: number | null;
  faults: RecordFault[];
  /** The checkpoint that vouches for all of it; null: whole in itself, and nothing outside says that it is the same. */
  checkpoint: Checkpoint | null;
  counted: { files: number; events: number; links: number; outputs: number; evidence: number; revisions: number };
};

export type ExportRead = {
  /** Every file but the logs, by path. */
  texts: ReadonlyMap<string, string>;
  /** Every file. */
  sums: ReadonlyMap<string, { bytes: number; sha256: string }>;
};

type Checks = {
  sha256: Sha256;
  verify: VerifySignature /** Kept elsewhere, oldest first. */;
  kept?: readonly Checkpoint[];
};

/**
 * Recomputes every hash of an exported incident. Needs nothing but the files: finds an altered byte in any of them, links that are missing, moved
 * or cut off, and a manifest that is not the one the audit names. Pure.
 */
export function verifyExport({ texts, sums }: ExportRead, { sha256, verify, kept = [] }: Checks): Verified {
  const faults: RecordFault[] = [];
  const fault = (where: string, problem: string) => void faults.push({ where, problem });
  const parse = <T>(where: string, text: string, schema: z.ZodType<T>): T | null => {
    try {
      const parsed = schema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
      fault(
        where,
        `is not what stands there: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`,
      );
    } catch {
      fault(where, "is not JSON");
    }
    return null;
  };
  const file = <T>(path: string, schema: z.ZodType<T>): T | null => {
    const text = texts.get(path);
    if (text !== undefined) return parse(path, text, schema);
    fault(path, "is missing");
    return null;
  };
  const lines = <T>(path: string, schema: z.ZodType<T>): T[] =>
    (texts.get(path) ?? "")
      .split("\n")
      .flatMap((text, i) => (text === "" ? [] : (parse(`${path} line ${i + 1}`, text, schema) ?? [])));
  const under = (folder: string) => [...texts.keys()].filter((path) => path.startsWith(folder)).sort();

  const manifest = file(MANIFEST, Manifest);
  if (manifest) checkFiles(manifest, sums, fault);

  const timeline = lines(TIMELINE, TimelineLine);
  const broken = verifyTimelineLines(timeline, sha256);
  if (broken) fault(`${TIMELINE} event ${broken.seq}`, broken.problem);
  const audit = under(AUDIT_FOLDER).flatMap((path) => lines(path, AuditLine));
  const brokenAudit = verifyAuditLines(audit, sha256, null);
  if (brokenAudit) fault(`${AUDIT_FOLDER} link ${brokenAudit.seq}`, brokenAudit.problem);
  if (manifest) {
    if (!isHead(timeline.at(-1), manifest.heads.timeline))
      fault(`${TIMELINE} event ${manifest.heads.timeline.seq}`, "is not the last one: the end was cut off or added to");
    if (!isHead(audit.at(-1), manifest.heads.audit))
      fault(`${AUDIT_FOLDER} link ${manifest.heads.audit.seq}`, "is not the last one: the end was cut off or added to");
  }

  const runs = [...texts.keys()].filter((path) => RUN_FILE.test(path)).flatMap((path) => file(path, RunFile) ?? []);
  const outputs = runs.flatMap((run) => run.steps.map((step) => ({ ...step, path: `runs/${run.id}/${step.log}` })));
  for (const { path, outputBytes, outputSha256 } of outputs) {
    const sum = sums.get(path);
    if (!sum) fault(path, "is missing");
    else if (sum.bytes !== outputBytes) fault(path, `has ${sum.bytes} bytes; ${outputBytes} were stored`);
    else if (outputSha256 !== null && sum.sha256 !== outputSha256)
      fault(path, "is not the output that the engine sealed");
  }
  const evidence = under(EVIDENCE_FOLDER).flatMap((path) => {
    const found = file(path, EvidenceFile);
    if (found && sha256(canonical(found.content)) !== found.sha256)
      fault(path, "its content does not have its SHA-256");
    const stored = found ? storedIn(found.content) : null;
    if (found && stored && sums.get(storedPath(found.id))?.sha256 !== stored.sha256)
      fault(storedPath(found.id), "is not what was collected");
    return found ?? [];
  });
  for (const path of under(PLAYBOOK_FOLDER)) {
    const found = file(path, PlaybookFile);
    if (found && sha256(canonical(found.content)) !== found.hash) fault(path, "is not the version with this hash");
  }
  const revisions = lines(REVISIONS, RevisionLine);
  checkRevisions(revisions, audit, sha256, fault);

  const checkpoint = manifest ? checkReceipt(manifest) : null;
  if (manifest) checkKept(manifest.incident);
  return {
    incident: manifest?.incident ?? null,
    faults,
    checkpoint: faults.length === 0 ? checkpoint : null,
    counted: {
      files: sums.size,
      events: timeline.length,
      links: audit.length,
      outputs: outputs.length,
      evidence: evidence.length,
      revisions: revisions.length,
    },
  };

  function checkReceipt({ heads }: Manifest): Checkpoint | null {
    const receipt = file(RECEIPT, Receipt);
    if (!receipt) return null;
    // Nothing vouches for its blanks: it has exactly one form.
    if (texts.get(RECEIPT) !== receiptText(receipt)) fault(RECEIPT, "is not written as it was");
    const gap = verifyAuditLines(receipt.links, sha256, heads.audit);
    if (gap) fault(`${RECEIPT} link ${gap.seq}`, gap.problem);
    const named = receipt.links.find((l) => l.content?.action === EXPORT_ACTION)?.content?.data as
      | { manifestSha256?: string }
      | undefined;
    if (named?.manifestSha256 !== sums.get(MANIFEST)?.sha256) fault(MANIFEST, "is not the one that the audit names");
    const { checkpoint } = receipt;
    if (!checkpoint) return null;
    const forged = verifyCheckpoints([checkpoint], sha256, verify, {
      seq: checkpoint.seq - 1,
      hash: checkpoint.prevHash,
    });
    if (forged) fault(`${RECEIPT} checkpoint ${forged.seq}`, forged.problem);
    if (!isHead(receipt.links.at(-1), checkpoint.audit))
      fault(`${RECEIPT} checkpoint ${checkpoint.seq}`, "is of another audit");
    return checkpoint;
  }

  function checkKept(incident: number): void {
    const forged = verifyCheckpoints(kept, sha256, verify);
    if (forged) fault(`kept checkpoint ${forged.seq}`, forged.problem);
    const eventAt = (seq: number) => timeline.find((e) => e.seq === seq)?.hash;
    const cut = againstHeads(timelineHeads(kept, incident), eventAt);
    if (cut) fault(`${TIMELINE} event ${cut.seq}`, `${cut.problem}: checkpoint ${cut.checkpoint} saw another one`);
    const first = audit[0]?.seq ?? 0;
    const last = audit.at(-1)?.seq ?? 0;
    // What the audit held before the incident and after the export is not in here.
    const linkAt = (seq: number) => (seq < first || seq > last ? null : audit.find((l) => l.seq === seq)?.hash);
    const moved = againstHeads(auditHeads(kept), linkAt);
    if (moved)
      fault(`${AUDIT_FOLDER} link ${moved.seq}`, `${moved.problem}: checkpoint ${moved.checkpoint} saw another one`);
  }
}

const isHead = (link: { seq: number; hash: string } | undefined, head: { seq: number; hash: string }): boolean =>
  link ? link.seq === head.seq && link.hash === head.hash : head.seq === 0;

function checkFiles(
  manifest: Manifest,
  sums: ExportRead["sums"],
  fault: (where: string, problem: string) => void,
): void {
  for (const [path, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const sum = sums.get(path);
    if (!sum) fault(path, "is missing");
    else if (sum.bytes !== bytes) fault(path, `has ${sum.bytes} bytes; ${bytes} were exported`);
    else if (sum.sha256 !== sha256) fault(path, "was changed: another SHA-256 than in the manifest");
  }
  for (const path of sums.keys())
    if (path !== MANIFEST && path !== RECEIPT && manifest.files[path] === undefined)
      fault(path, "was added: the manifest does not know it");
}

/** A revision has the hash that it says, and the audit says the same of it. */
function checkRevisions(
  revisions: readonly z.infer<typeof RevisionLine>[],
  audit: readonly AuditLine[],
  sha256: Sha256,
  fault: (where: string, problem: string) => void,
): void {
  const saved = new Map<number, string>();
  for (const { content } of audit) {
    const data = content?.action === "rca.save" ? (content.data as { version?: number; sha256?: string }) : {};
    if (data.version !== undefined && data.sha256 !== undefined) saved.set(data.version, data.sha256);
  }
  for (const { version, values, sha256: said } of revisions) {
    const where = `${REVISIONS} version ${version}`;
    if (sha256(canonical(values)) !== said) fault(where, "its text does not have its SHA-256");
    else if (saved.has(version) && saved.get(version) !== said) fault(where, "the audit names another text");
    saved.delete(version);
  }
  for (const version of saved.keys()) fault(`${REVISIONS} version ${version}`, "is missing: the audit knows it");
}
