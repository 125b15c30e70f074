import { z } from "zod";

/** More is not an excerpt; whoever wants it all exports the incident. */
export const MOST_PINNED_LINES = 200;

/** Which lines of a step's output an excerpt holds, numbered from 1, both included. */
export const PinnedLines = z.object({ from: z.number().int(), to: z.number().int() });
export type PinnedLines = z.infer<typeof PinnedLines>;

/** Of evidence of another kind: null. Stored JSON is not trusted. */
export const pinnedIn = (content: unknown): PinnedLines | null =>
  z.object({ shows: z.literal("lines"), lines: PinnedLines }).safeParse(content).data?.lines ?? null;

/** `line 4`, `lines 4 to 9`. */
export const linesInWords = ({ from, to }: PinnedLines): string =>
  from === to ? `line ${from}` : `lines ${from} to ${to}`;
