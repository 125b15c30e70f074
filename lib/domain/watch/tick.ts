import { z } from "zod";

const Seconds = z.number().int().nonnegative();
/** Name, value, limit and unit of what a probe measured. */
const Measured = z
  .tuple([z.string().regex(/^[a-z0-9-]{1,40}$/), z.number(), z.number().nullable(), z.string().max(8)])
  .transform(([name, value, limit, unit]) => ({ name, value, limit, unit }));
export const WatchTick = z.object({
  tick: z.number().int().positive().max(100_000),
  /** Since the clock began last. */
  stableSeconds: Seconds,
  windowSeconds: Seconds,
  /** How often a crossed limit has started the clock again. */
  restarts: Seconds,
  totalSeconds: Seconds,
  /** The whole watch lasts no longer. */
  atMostSeconds: Seconds,
  samples: z.array(Measured).max(32),
});
export type WatchTick = z.infer<typeof WatchTick> & {
  /** What was crossed in this pass, by which probe; null when nothing was. */
  crossed: string | null;
};

const CROSSED_CHARACTERS = 300;

/** A shell's mark (OSC 133): terminals and our console leave it out, so that people read only the sentence behind it. */
const BEGIN = "\u001b]133;";
const END = "\u001b\\";

/**
 * One pass of a watch, from the line in which the loop on the target says it: `watch:<mark><TAB>{…}<TAB><what was crossed>` within a shell's mark. The
 * mark's word is known to the step alone, so that no log line which a probe prints is taken for one. Null for every other line. Pure.
 */
export function tickOf(line: string, mark: string): WatchTick | null {
  const begin = `${BEGIN}watch:${mark}\t`;
  const from = line.indexOf(begin);
  const to = line.indexOf(END, from);
  if (from < 0 || to < 0) return null;
  const [json = "", ...rest] = line.slice(from + begin.length, to).split("\t");
  const parsed = WatchTick.safeParse(jsonOf(json));
  if (!parsed.success) return null;
  return { ...parsed.data, crossed: rest.join(" ").trim().slice(0, CROSSED_CHARACTERS) || null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
