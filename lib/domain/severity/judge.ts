import { heldSince } from "../measure/held.ts";
import type { Band, Criterion, SeverityClass, SignalDeclaration } from "../playbook/schema.ts";
import { amount, bound, excess, passes } from "./bounds.ts";
import type { Finding, History, NearFinding, Signals, UnknownFinding } from "./types.ts";

/** What one criterion says: it fires, it does not, or nobody can tell. `near`: the higher classes it could still become. */
export type Judgement =
  | { kind: "fired"; finding: Finding; near: NearFinding[] }
  | { kind: "clear"; near: NearFinding[] }
  // `wasAsked`: one of its signals was given, so somebody tried to judge it.
  | { kind: "unknown"; finding: UnknownFinding; wasAsked: boolean };

/** A number this near to a bound, as a share of it, is close. */
const NEAR_SHARE = 0.2;
const LOWER: Record<SeverityClass, SeverityClass> = { critical: "major", major: "minor", minor: "minor" };
const RANK: Record<SeverityClass, number> = { critical: 3, major: 2, minor: 1 };

export const rankOf = (severity: SeverityClass): number => RANK[severity];

type Declared = ReadonlyMap<string, SignalDeclaration>;
type Known = { signals: Signals; declared: Declared; history: History };
const MINUTE_MS = 60_000;

/** Judges one criterion. Pure and total: a value of the wrong kind is a value that is not known. */
export function judge(criterion: Criterion, signals: Signals, declared: Declared, history: History): Judgement {
  const condition = criterion.when === undefined ? true : booleanOf(signals, criterion.when);
  if (condition === false) return { kind: "clear", near: [] };
  const isNumber = criterion.bands !== undefined;
  const value = isNumber ? numberOf(signals, criterion.signal) : booleanOf(signals, criterion.signal);
  const unknown = (reason: string): Judgement => ({
    kind: "unknown",
    finding: { criterion: criterion.id, title: criterion.title, reason },
    wasAsked: wasAsked(criterion, signals),
  });
  if (condition === null && criterion.when !== undefined)
    return unknown(`${titleOf(declared, criterion.when)}: not known`);
  if (value === null) return unknown(`${titleOf(declared, criterion.signal)}: not known`);
  const tooFew = whyTooFew(criterion, signals, declared);
  if (tooFew !== null) return unknown(tooFew);
  if (typeof value === "number") return judgeNumber(criterion, value, { signals, declared, history });
  if (!value || criterion.class === undefined) return { kind: "clear", near: [] };
  return { kind: "fired", finding: found(criterion, criterion.class, "it was seen"), near: [] };
}

function judgeNumber(criterion: Criterion, value: number, known: Known): Judgement {
  const { declared } = known;
  const shown = amount(declared.get(criterion.signal), value);
  // Lower bands count too: one that has lasted long enough may be worse than a higher one that has not.
  const reached = (criterion.bands ?? []).flatMap((band) =>
    passes(value, band) ? [count(band, criterion, shown, known)] : [],
  );
  const worst = reached.reduce<Counted | null>(
    (best, next) => (best === null || RANK[next.class] > RANK[best.class] ? next : best),
    null,
  );
  const now = worst?.class ?? null;
  const near = [
    ...reached.flatMap(({ pending }) => (pending ? [pending] : [])),
    ...nearByValue(criterion, value, shown, declared),
  ].filter((finding) => now === null || RANK[finding.class] > RANK[now]);
  return worst
    ? { kind: "fired", finding: found(criterion, worst.class, worst.reason), near: onePerClass(near) }
    : { kind: "clear", near: onePerClass(near) };
}

/** How a band whose bound is passed counts, and what it becomes once its duration is reached too. */
type Counted = { class: SeverityClass; reason: string; pending: NearFinding | null };

function count(band: Band, criterion: Criterion, shown: string, known: Known): Counted {
  const { declared } = known;
  const limit = `${shown}, ${bound(declared.get(criterion.signal), band)}`;
  if (!band.for) return { class: band.class, reason: limit, pending: null };
  const duration = declared.get(band.for.signal);
  const { lasted, since } = lastedOf(band, band.for.signal, criterion.signal, known);
  const required = bound(duration, band.for);
  // A measured duration has more decimals than anybody reads.
  const shownFor = lasted === null ? "" : amount(duration, since === null ? lasted : Math.round(lasted * 10) / 10);
  if (lasted !== null && passes(lasted, band.for))
    return { class: band.class, reason: `${limit}, for ${shownFor} (${required})`, pending: null };
  const soFar = lasted === null ? "for how long is not known" : `for ${shownFor}`;
  return {
    class: LOWER[band.class],
    reason: `${limit}; ${soFar}, not yet ${required}`,
    pending: {
      criterion: criterion.id,
      title: criterion.title,
      class: band.class,
      reason: `${limit}; ${soFar}, ${required} makes it ${band.class}`,
      inMinutes: Math.round(Math.max(0, excess(band.for) - Math.max(0, lasted ?? 0)) * 100) / 100,
      since,
    },
  };
}

/** For how many minutes a band's bound has been passed: as somebody typed it, else as the series shows it. */
function lastedOf(
  band: Band,
  durationSignal: string,
  signal: string,
  { signals, history }: Known,
): { lasted: number | null; since: number | null } {
  const typed = numberOf(signals, durationSignal);
  if (typed !== null) return { lasted: typed, since: null };
  const since = heldSince(history.series.get(signal) ?? [], band);
  if (since === null) return { lasted: null, since: null };
  return { lasted: Math.round((Math.max(0, history.atMs - since) / MINUTE_MS) * 100) / 100, since };
}

/** Within a fifth of a bound that is not passed: nothing fires because of it, but somebody should look. */
function nearByValue(criterion: Criterion, value: number, shown: string, declared: Declared): NearFinding[] {
  return (criterion.bands ?? []).flatMap((band) => {
    const limit = excess(band);
    if (passes(value, band) || limit <= 0 || value < limit * (1 - NEAR_SHARE)) return [];
    const reason = `${shown}; ${bound(declared.get(criterion.signal), band)} is ${band.class}`;
    return [
      { criterion: criterion.id, title: criterion.title, class: band.class, reason, inMinutes: null, since: null },
    ];
  });
}

/** What comes by time alone stands before what needs a worse value. */
const onePerClass = (near: readonly NearFinding[]): NearFinding[] =>
  near.filter((finding, i) => near.findIndex((other) => other.class === finding.class) === i);

function whyTooFew({ needs }: Criterion, signals: Signals, declared: Declared): string | null {
  const had = needs ? numberOf(signals, needs.signal) : null;
  return needs && had !== null && had < needs.atLeast
    ? `${amount(declared.get(needs.signal), had)}: ${needs.because}`
    : null;
}

/** A duration alone asks too; the volume of `needs` is measured anyway and asks nothing. */
function wasAsked(criterion: Criterion, signals: Signals): boolean {
  const names = [criterion.signal, ...(criterion.bands ?? []).flatMap((band) => (band.for ? [band.for.signal] : []))];
  const isGiven = (name: string) => signals[name] !== null && signals[name] !== undefined;
  return names.some(isGiven) || (criterion.when !== undefined && booleanOf(signals, criterion.when) === true);
}

function numberOf(signals: Signals, name: string): number | null {
  const value = signals[name];
  return typeof value === "number" && !Number.isNaN(value) ? value : null;
}

function booleanOf(signals: Signals, name: string): boolean | null {
  const value = signals[name];
  return typeof value === "boolean" ? value : null;
}

const titleOf = (declared: Declared, id: string): string => declared.get(id)?.title ?? id;

const found = (criterion: Criterion, severity: SeverityClass, reason: string): Finding => ({
  criterion: criterion.id,
  title: criterion.title,
  class: severity,
  reason,
});
