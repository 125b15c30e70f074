import type { RcaValues } from "#lib/contract/rca.ts";

type Value = RcaValues[string];
export type Conflict = { field: string; mine: Value | undefined; theirs: Value | undefined };

const same = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * Two people wrote at once. Fields that only one of them changed since `base` are taken from that one; where both did, mine
 * stays in place and the pair is returned, so that nobody's text is lost. Pure.
 */
export function mergeRca(
  base: RcaValues,
  mine: RcaValues,
  theirs: RcaValues,
): { values: RcaValues; conflicts: Conflict[] } {
  const values: RcaValues = {};
  const conflicts: Conflict[] = [];
  for (const field of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const isMineChanged = !same(mine[field], base[field]);
    const isTheirsChanged = !same(theirs[field], base[field]);
    const value = isMineChanged ? mine[field] : theirs[field];
    if (value !== undefined) values[field] = value;
    if (isMineChanged && isTheirsChanged && !same(mine[field], theirs[field]))
      conflicts.push({ field, mine: mine[field], theirs: theirs[field] });
  }
  return { values, conflicts };
}

/** Whether a field holds something a reader can use. */
export function isFilled(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value === "string") return value.trim() !== "";
  return value.some((item) => (typeof item === "string" ? item.trim() !== "" : item.text.trim() !== ""));
}

/** Without the empty rows that a form shows but nobody wrote. */
export function pruned(values: RcaValues): RcaValues {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      typeof value === "string"
        ? value
        : (value.filter((item) => (typeof item === "string" ? item.trim() !== "" : item.text.trim() !== "")) as Value),
    ]),
  );
}
