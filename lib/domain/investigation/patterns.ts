import { z } from "zod";

/** Log lines that say the same thing, told as one. */
export const ErrorPattern = z.object({
  /** The line without its time, with numbers as `N` and identifiers as `ID`. */
  pattern: z.string(),
  count: z.number().int().positive(),
  /** Times as the log writes them; null when its lines carry none. */
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  /** The newest of these lines, as logged. */
  sample: z.string(),
});
export type ErrorPattern = z.infer<typeof ErrorPattern>;

const TIME = /^\s*\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)\]?[\s:|-]*/;
const IS_ERROR = /\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC)\b|\bUncaught\b|\bUnhandled\b/i;
/** Only such words make a line an error; "0 errors" and paths like /errors/ do not. */
const IS_LEVEL = /(?:^|[\s[("|=:])(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC)(?:$|[\s\])"|:,])|\bUncaught\b|\bUnhandled\b/i;
const LONGEST = 400;
const MOST = 50;

/**
 * The error lines of a log, grouped by what they say, most frequent first, then by text; at most 50 groups. Lines of a stack trace belong to the
 * error before them and count for nothing. Pure; a log of another language than this one's words is simply without patterns.
 */
export function groupErrors(log: string): ErrorPattern[] {
  const groups = new Map<string, ErrorPattern>();
  for (const raw of log.split("\n")) {
    const line = raw.trimEnd();
    if (!IS_ERROR.test(line)) continue;
    const at = TIME.exec(line)?.[1] ?? null;
    const text = line.replace(TIME, "");
    if (!IS_LEVEL.test(text) || /^at\s/.test(text)) continue;
    const pattern = patternOf(text);
    const known = groups.get(pattern);
    groups.set(pattern, {
      pattern,
      count: (known?.count ?? 0) + 1,
      firstAt: known ? known.firstAt : at,
      lastAt: at ?? known?.lastAt ?? null,
      sample: line.slice(0, LONGEST),
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1)).slice(0, MOST);
}

/** What stays of a line when what differs from one occurrence to the next is taken out. Pure. */
export const patternOf = (text: string): string =>
  text
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "ID")
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "ID")
    .replaceAll(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, "ID")
    .replaceAll(/\d+(?:\.\d+)*/g, "N")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST);

/** The groups as people read them. Pure. */
export function describePatterns(patterns: readonly ErrorPattern[]): string {
  if (patterns.length === 0) return "No error line was found.\n";
  return patterns
    .map(
      ({ pattern, count, firstAt, lastAt, sample }) =>
        `${count} x ${pattern}\n    first ${firstAt ?? "at an unknown time"}, last ${lastAt ?? "at an unknown time"}\n    ${sample}\n`,
    )
    .join("\n");
}
