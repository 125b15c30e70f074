import { canonical } from "../canonical/canonical.ts";

/** What stands before the first link. */
export const GENESIS = "0".repeat(64);

export type Link = { seq: number; prevHash: string; hash: string };

/** The hash of a link: over its place, the link before it and everything it says. `sha256` gives hex. Pure. */
export const hashLink = (prevHash: string, seq: number, content: unknown, sha256: (text: string) => string): string =>
  sha256(`${prevHash}\n${seq}\n${canonical(content)}`);

export type ChainFault = { seq: number; problem: "missing" | "altered" | "reordered" };

/** Walks a chain from its first link; null when it is whole. Finds an altered, missing, inserted or reordered link, not a cut tail. */
export function verifyChain<T extends Link>(
  links: readonly T[],
  contentOf: (link: T) => unknown,
  sha256: (text: string) => string,
): ChainFault | null {
  let prevHash = GENESIS;
  for (const [index, link] of links.entries()) {
    if (link.seq !== index + 1) return { seq: index + 1, problem: "missing" };
    if (link.prevHash !== prevHash) return { seq: link.seq, problem: "reordered" };
    if (link.hash !== hashLink(prevHash, link.seq, contentOf(link), sha256))
      return { seq: link.seq, problem: "altered" };
    prevHash = link.hash;
  }
  return null;
}
