import { z } from "zod";
import { type ChainFault, hashLink, type Link, START, verifyChain } from "../timeline/chain.ts";

/** The newest link of a chain. */
export const Head = z.strictObject({ seq: z.number().int().nonnegative(), hash: z.string() });
export type Head = z.infer<typeof Head>;

/**
 * What the chains of the record ended with at a time, signed by an engine. Checkpoints are a chain themselves and leave the database (a file of the
 * engine): who cuts off the newest links, or rebuilds a chain, no longer fits one.
 */
export const Checkpoint = z.strictObject({
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  audit: Head,
  /** Of the incidents whose timeline has grown since the checkpoint before. */
  timelines: z.array(
    z.strictObject({ incident: z.number().int().positive(), seq: z.number().int().positive(), hash: z.string() }),
  ),
  /** Raw Ed25519 key, base64url. */
  publicKey: z.string(),
  prevHash: z.string(),
  hash: z.string(),
  /** Ed25519 over `signedText(hash)`, base64url. */
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const checkpointContent = ({
  at,
  audit,
  timelines,
  publicKey,
}: Pick<Checkpoint, "at" | "audit" | "timelines" | "publicKey">) => ({
  at,
  audit,
  timelines,
  publicKey,
});
export const signedText = (hash: string): string => `backout-checkpoint-v1\n${hash}`;

export type Sha256 = (text: string) => string;
/** True when `signature` over `text` is of that key. */
export type VerifySignature = (publicKey: string, text: string, signature: string) => boolean;

/** A checkpoint without its signature. Pure. */
export function nextCheckpoint(
  last: Pick<Checkpoint, "seq" | "hash"> | null,
  content: Pick<Checkpoint, "at" | "audit" | "timelines" | "publicKey">,
  sha256: Sha256,
): Omit<Checkpoint, "signature"> {
  const { seq, hash } = last ?? START;
  return {
    seq: seq + 1,
    ...content,
    prevHash: hash,
    hash: hashLink(hash, seq + 1, checkpointContent(content), sha256),
  };
}

export type CheckpointFault = ChainFault | { seq: number; problem: "not signed by its key" };

/** Walks checkpoints that follow `after`; null when each is as it was signed. Pure. */
export function verifyCheckpoints(
  checkpoints: readonly Checkpoint[],
  sha256: Sha256,
  verify: VerifySignature,
  after: Pick<Link, "seq" | "hash"> = START,
): CheckpointFault | null {
  const fault = verifyChain(checkpoints, checkpointContent, sha256, after);
  if (fault) return fault;
  const forged = checkpoints.find((c) => !verify(c.publicKey, signedText(c.hash), c.signature));
  return forged ? { seq: forged.seq, problem: "not signed by its key" } : null;
}

export type AnchorFault = { checkpoint: number; seq: number; problem: "cut" | "rebuilt" };

/**
 * Whether a chain still holds the links that checkpoints saw: `hashAt` answers the hash of link `seq`, undefined when the chain ends before it, and
 * null when that part is not at hand. Pure.
 */
export function againstHeads(
  heads: readonly (Head & { checkpoint: number })[],
  hashAt: (seq: number) => string | undefined | null,
): AnchorFault | null {
  for (const { checkpoint, seq, hash } of heads) {
    if (seq === 0) continue;
    const found = hashAt(seq);
    if (found === null) continue;
    if (found === undefined) return { checkpoint, seq, problem: "cut" };
    if (found !== hash) return { checkpoint, seq, problem: "rebuilt" };
  }
  return null;
}

export const auditHeads = (checkpoints: readonly Checkpoint[]): (Head & { checkpoint: number })[] =>
  checkpoints.map((c) => ({ checkpoint: c.seq, ...c.audit }));
export const timelineHeads = (
  checkpoints: readonly Checkpoint[],
  incident: number,
): (Head & { checkpoint: number })[] =>
  checkpoints.flatMap((c) =>
    c.timelines.filter((t) => t.incident === incident).map(({ seq, hash }) => ({ checkpoint: c.seq, seq, hash })),
  );
