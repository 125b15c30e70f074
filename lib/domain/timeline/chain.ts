import { canonical } from "../canonical/canonical.ts";

/** What stands before the first link. */
export const GENESIS = "0".repeat(64);

export type Link = { seq: number; prevHash: string; hash: string };
/** Where a chain begins. */
export const START: Pick<Link, "seq" | "hash"> = { seq: 0, hash: GENESIS };

/** The hash of a link: over its place, the link before it and everything it says. `sha256` gives hex. Pure. */
export const hashLink = (prevHash: string, seq: number, content: unknown, sha256: (text: string) => string): string =>
  sha256(`${prevHash}\n${seq}\n${canonical(content)}`);

export type ChainFault = { seq: number; problem: "missing" | "altered" | "reordered" };

/**
 * Walks the links that follow `after`; null when they are whole. Finds an altered, missing, inserted or reordered link, not a cut tail.
 * Pure.
 */
export function verifyChain<T extends Link>(
  links: readonly T[],
  contentOf: (link: T) => unknown,
  sha256: (text: string) => string,
  after: Pick<Link, "seq" | "hash"> = START,
): ChainFault | null {
  let prevHash = after.hash;
  for (const [index, link] of links.entries()) {
    const seq = after.seq + index + 1;
    if (link.seq !== seq) return { seq, problem: "missing" };
    if (link.prevHash !== prevHash) return { seq: link.seq, problem: "reordered" };
    if (link.hash !== hashLink(prevHash, link.seq, contentOf(link), sha256))
      return { seq: link.seq, problem: "altered" };
    prevHash = link.hash;
  }
  return null;
}
