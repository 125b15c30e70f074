import { RRuleTemporal } from "rrule-temporal";
import { AppError } from "#lib/domain/error/app-error.ts";

export type Series = { rrule: string; timeZone: string; first: Date };

/** The next date of a series strictly after a moment; null when there is none any more. Its time of day stays the same in its zone, across clock changes. */
export function nextOccurrence({ rrule, timeZone, first }: Series, after: Date): Date | null {
  const start = localTime(first, timeZone);
  const rule = new RRuleTemporal({ rruleString: `DTSTART;TZID=${timeZone}:${start}\nRRULE:${rrule}` });
  const next = rule.next(after, false);
  return next ? new Date(next.epochMilliseconds) : null;
}

/**
 * The rule as it is kept. "Every three months" from the 31st would skip the months that have no 31st (RFC 5545, 3.3.10), and a drill would
 * silently not happen: beyond the 28th it means that day or the last one before it.
 */
export function keptRule({ rrule, timeZone, first }: Series): string {
  const day = Number(localTime(first, timeZone).slice(6, 8));
  const isPlain = /^FREQ=MONTHLY/.test(rrule) && !/BY(MONTHDAY|DAY|SETPOS|YEARDAY|WEEKNO)=/.test(rrule);
  if (!isPlain || day <= 28) return rrule;
  const days = Array.from({ length: day - 27 }, (_, i) => 28 + i);
  return `${rrule};BYMONTHDAY=${days.join(",")};BYSETPOS=-1`;
}

/** Throws AppError "invalid" when nothing follows from it: an unknown zone, a rule that cannot be read, or one without a second date. */
export function checkSeries(series: Series): void {
  checkZone(series.timeZone);
  try {
    if (nextOccurrence(series, series.first)) return;
  } catch {
    throw wrong("rrule", `"${series.rrule}" is not a rule that can be read`);
  }
  throw wrong("rrule", `"${series.rrule}" has no date after the first one; plan a single drill instead`);
}

export function checkZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw wrong("timeZone", `"${timeZone}" is not a time zone`);
  }
}

const wrong = (path: string, message: string) =>
  new AppError("invalid", `The schedule cannot be used: ${message}. Nothing was planned.`, {
    errors: [{ path, message }],
  });

/** `20261130T100000` as the clock on the wall shows it. */
function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
  return `${of("year")}${of("month")}${of("day")}T${of("hour")}${of("minute")}${of("second")}`;
}

const UNITS = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;

/** A rule in words: "every 3 months". */
export function inWords(rrule: string): string {
  const unit = UNITS[/FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/.exec(rrule)?.[1] as keyof typeof UNITS] ?? "time";
  const interval = Number(/INTERVAL=(\d+)/.exec(rrule)?.[1] ?? 1);
  return interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
}
