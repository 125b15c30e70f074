import { type ChainFault, hashLink, START, verifyChain } from "../timeline/chain.ts";
import type { Sha256 } from "./checkpoint.ts";
import type { AuditLine, TimelineLine } from "./export-files.ts";

const timelineLineContent = ({ seq: _seq, prevHash: _prev, hash: _hash, ...content }: TimelineLine) => content;

/** The whole timeline, from its first event. Pure. */
export const verifyTimelineLines = (lines: readonly TimelineLine[], sha256: Sha256): ChainFault | null =>
  verifyChain(lines, timelineLineContent, sha256, START);

/** A part of the audit: each link follows the one before it, and those whose content is here say what was hashed. Pure. */
export function verifyAuditLines(
  lines: readonly AuditLine[],
  sha256: Sha256,
  after: { seq: number; hash: string } | null,
): ChainFault | null {
  let last = after;
  for (const link of lines) {
    const { seq, prevHash } = link;
    if (last && seq !== last.seq + 1) return { seq: last.seq + 1, problem: "missing" };
    if (last && prevHash !== last.hash) return { seq, problem: "reordered" };
    if (link.content && link.hash !== hashLink(prevHash, seq, link.content, sha256)) return { seq, problem: "altered" };
    last = link;
  }
  return null;
}
