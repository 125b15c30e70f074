import type { Band, Criterion, SeverityClass, SignalDeclaration } from "../playbook/schema.ts";
import { amount, bound, excess, passes } from "./bounds.ts";
import type { Finding, NearFinding, Signals, UnknownFinding } from "./types.ts";

/** What one criterion says: it fires, it does not, or nobody can tell. `near`: the class it could still become. */
export type Judgement =
  | { kind: "fired"; finding: Finding; near: NearFinding | null }
  | { kind: "clear"; near: NearFinding | null }
  | {
      kind: "unknown";
      finding: UnknownFinding /** Some signal of it was given, so somebody tried to judge it. */;
      wasAsked: boolean;
    };

/** A number this near to a bound, as a share of it, is close. */
const NEAR_SHARE = 0.2;
const LOWER: Record<SeverityClass, SeverityClass> = { critical: "major", major: "minor", minor: "minor" };
const RANK: Record<SeverityClass, number> = { critical: 3, major: 2, minor: 1 };

export const rankOf = (severity: SeverityClass): number => RANK[severity];

type Declared = ReadonlyMap<string, SignalDeclaration>;

/** Judges one criterion. Pure and total over all values of its signals. */
export function judge(criterion: Criterion, signals: Signals, declared: Declared): Judgement {
  const value = signals[criterion.signal] ?? null;
  const condition = criterion.when === undefined ? true : (signals[criterion.when] ?? null);
  if (condition === false) return { kind: "clear", near: null };
  const missing = whatIsMissing(criterion, value, condition, signals, declared);
  if (missing) {
    const wasAsked = value !== null || (criterion.when !== undefined && condition === true);
    return { kind: "unknown", finding: { criterion: criterion.id, title: criterion.title, reason: missing }, wasAsked };
  }
  if (typeof value === "boolean") {
    if (!value || criterion.class === undefined) return { kind: "clear", near: null };
    return { kind: "fired", finding: found(criterion, criterion.class, "it was seen"), near: null };
  }
  return typeof value === "number" ? judgeNumber(criterion, value, signals, declared) : { kind: "clear", near: null };
}

function whatIsMissing(
  criterion: Criterion,
  value: unknown,
  condition: unknown,
  signals: Signals,
  declared: Declared,
): string | null {
  const name = (id: string) => declared.get(id)?.title ?? id;
  if (condition === null && criterion.when !== undefined) return `${name(criterion.when)}: not known`;
  if (value === null) return `${name(criterion.signal)}: not known`;
  const { needs } = criterion;
  const had = needs ? (signals[needs.signal] ?? null) : null;
  return needs && typeof had === "number" && had < needs.atLeast
    ? `${amount(declared.get(needs.signal), had)}: ${needs.because}`
    : null;
}

function judgeNumber(criterion: Criterion, value: number, signals: Signals, declared: Declared): Judgement {
  const bands = criterion.bands ?? [];
  const shown = amount(declared.get(criterion.signal), value);
  const index = bands.findIndex((band) => passes(value, band));
  const band = bands[index];
  const higher = index === -1 ? bands.at(-1) : bands[index - 1];
  const nearByValue = nearNext(criterion, value, shown, higher, band, declared);
  if (!band) return { kind: "clear", near: nearByValue };
  const limit = bound(declared.get(criterion.signal), band);
  if (!band.for)
    return { kind: "fired", finding: found(criterion, band.class, `${shown}, ${limit}`), near: nearByValue };

  const lasted = signals[band.for.signal] ?? null;
  const required = bound(declared.get(band.for.signal), band.for);
  if (typeof lasted === "number" && passes(lasted, band.for)) {
    return {
      kind: "fired",
      finding: found(
        criterion,
        band.class,
        `${shown}, ${limit}, for ${amount(declared.get(band.for.signal), lasted)} (${required})`,
      ),
      near: nearByValue,
    };
  }
  const now = LOWER[band.class];
  const since =
    typeof lasted === "number" ? `for ${amount(declared.get(band.for.signal), lasted)}` : "for how long is not known";
  const near: NearFinding | null =
    now === band.class
      ? nearByValue
      : {
          criterion: criterion.id,
          title: criterion.title,
          class: band.class,
          reason: `${shown}, ${limit}; ${since}, ${required} makes it ${band.class}`,
          inMinutes: excess(band.for) - (typeof lasted === "number" ? lasted : 0),
        };
  return { kind: "fired", finding: found(criterion, now, `${shown}, ${limit}; ${since}, not yet ${required}`), near };
}

/** Within a fifth of the next higher bound: nothing fires more because of it, but somebody should look. */
function nearNext(
  criterion: Criterion,
  value: number,
  shown: string,
  higher: Band | undefined,
  current: Band | undefined,
  declared: Declared,
): NearFinding | null {
  if (!higher || (current && RANK[higher.class] <= RANK[current.class])) return null;
  const limit = excess(higher);
  if (limit <= 0 || value < limit * (1 - NEAR_SHARE)) return null;
  return {
    criterion: criterion.id,
    title: criterion.title,
    class: higher.class,
    reason: `${shown}; ${bound(declared.get(criterion.signal), higher)} is ${higher.class}`,
    inMinutes: null,
  };
}

const found = (criterion: Criterion, severity: SeverityClass, reason: string): Finding => ({
  criterion: criterion.id,
  title: criterion.title,
  class: severity,
  reason,
});
