import { z } from "zod";
import type { ReadinessReason } from "./verdict.ts";

/** One thing to mend on one target, and every button that waits for it. */
export const ReadinessFix = z.object({
  target: z.string(),
  check: z.string(),
  title: z.string(),
  effect: z.enum(["prevents", "degrades", "unknown"]),
  says: z.string(),
  /** What does not work because of it. */
  because: z.string(),
  next: z.string().nullable(),
  /** Names of the procedures. */
  stops: z.array(z.string()),
});
export type ReadinessFix = z.infer<typeof ReadinessFix>;

export type Judged = {
  target: string;
  because: ReadonlyMap<string, string>;
  cells: readonly { name: string; state: string; reasons: readonly ReadinessReason[] }[];
};

/**
 * What to fix before it is needed: each finding once, with the buttons that it stops; what prevents before what is not known before what degrades, and
 * of those the one that stops most first. Targets that are in use, were never checked or whose look is too old have nothing to fix yet. Pure.
 */
export function fixesOf(targets: readonly Judged[]): ReadinessFix[] {
  const fixes = new Map<string, ReadinessFix>();
  for (const { target, because, cells } of targets) {
    for (const { name, state, reasons } of cells) {
      if (state === "in-use" || state === "not-set-up") continue;
      for (const reason of reasons) {
        const why = because.get(reason.check);
        if (why === undefined || reasons.some((r) => r.check === "stale")) continue;
        const key = `${target} ${reason.check} ${reason.effect}`;
        const fix = fixes.get(key) ?? { ...reason, target, because: why, stops: [] };
        fixes.set(key, { ...fix, stops: [...fix.stops, name] });
      }
    }
  }
  const rank = { prevents: 0, unknown: 1, degrades: 2 } as const;
  return [...fixes.values()].sort(
    (a, b) => rank[a.effect] - rank[b.effect] || b.stops.length - a.stops.length || a.target.localeCompare(b.target),
  );
}
