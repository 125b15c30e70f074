import { z } from "zod";

/** What is kept of one piece of evidence; more would be a log server. */
export const MOST_BYTES = 1024 * 1024;

/** The first bytes, and a last line that says what is missing. Pure. */
export function capped(bytes: Uint8Array, totalBytes: number): Uint8Array {
  if (totalBytes <= MOST_BYTES) return bytes;
  const end = new TextEncoder().encode(`\n[cut off here: ${MOST_BYTES} of ${totalBytes} bytes are kept]\n`);
  const kept = new Uint8Array(MOST_BYTES + end.length);
  kept.set(bytes.subarray(0, MOST_BYTES));
  kept.set(end, MOST_BYTES);
  return kept;
}

/** `84 KB`, `512 bytes`. Pure. */
export const size = (bytes: number): string => (bytes < 10_000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} KB`);

/** What evidence says of the bytes that are kept beside it. Its own hash is over this too, so it vouches for them. */
export const StoredContent = z.object({
  sha256: z.string(),
  /** As found; more than what is kept when it was cut off. */
  totalBytes: z.number().int().nonnegative(),
});
export const storedIn = (content: unknown): z.infer<typeof StoredContent> | null =>
  z.object({ stored: StoredContent }).safeParse(content).data?.stored ?? null;
