import { z } from "zod";

/** Lines are numbered from 1; bytes, as everywhere, from 0. */
const LineNumber = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const LinesQuery = z.object({
  line: LineNumber.default(1),
  lines: z.coerce.number().int().min(1).max(1_000).default(200),
});

/** Lines as they are shown: the last state of a line that rewrote itself, at most 16 KiB of each. */
export const OutputLines = z.object({
  /** Number of the first one. */
  line: z.number().int(),
  lines: z.array(z.string()),
  /** Lines that have ended; one more, without an end, may follow. */
  finishedLines: z.number().int(),
  totalLines: z.number().int(),
  /** The step has ended and its output is sealed. */
  complete: z.boolean(),
});
export type OutputLines = z.infer<typeof OutputLines>;

export const SearchQuery = z.object({
  q: z
    .string()
    .trim()
    .min(1, "what to look for")
    .max(200, "at most 200 characters")
    .regex(/^[^\r\n]*$/, "one line"),
  /** Only what ran on this target. */
  target: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
});

export const OutputHits = z.object({
  items: z.array(
    z.object({ stepRunId: z.string(), line: z.number().int(), atByte: z.number().int(), excerpt: z.string() }),
  ),
  /** There are more hits than were asked for. */
  hasMore: z.boolean(),
});
export type OutputHits = z.infer<typeof OutputHits>;
