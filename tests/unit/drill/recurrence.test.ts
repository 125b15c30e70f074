import { describe, expect, test } from "vitest";
import { inWords, keptRule, nextOccurrence } from "#lib/services/drills/recurrence.ts";

const QUARTERLY = "FREQ=MONTHLY;INTERVAL=3";

function dates(rrule: string, timeZone: string, first: string, count: number): string[] {
  const series = { timeZone, first: new Date(first), rrule: keptRule({ rrule, timeZone, first: new Date(first) }) };
  const found = [series.first];
  for (let i = 1; i < count; i++) {
    // As the service does it: each drill is the first of what follows.
    const at = found.at(-1) as Date;
    const next = nextOccurrence({ ...series, first: at }, at);
    if (!next) break;
    found.push(next);
  }
  return found.map((at) => at.toISOString().slice(0, 16));
}

describe("the dates of a series", () => {
  test.each([
    {
      why: "ten o'clock in Berlin stays ten o'clock when the clocks change",
      zone: "Europe/Berlin",
      first: "2026-01-05T09:00:00Z",
      expected: ["2026-01-05T09:00", "2026-04-05T08:00", "2026-07-05T08:00", "2026-10-05T08:00", "2027-01-05T09:00"],
    },
    {
      why: "the same in New York, whose clocks change on other days",
      zone: "America/New_York",
      first: "2026-12-10T15:00:00Z",
      expected: ["2026-12-10T15:00", "2027-03-10T15:00", "2027-06-10T14:00"],
    },
    {
      why: "UTC knows no summer",
      zone: "UTC",
      first: "2026-02-02T10:00:00Z",
      expected: ["2026-02-02T10:00", "2026-05-02T10:00", "2026-08-02T10:00"],
    },
    {
      why: "the last day of a quarter stays the last day, and no quarter is left out",
      zone: "UTC",
      first: "2026-03-31T10:00:00Z",
      expected: ["2026-03-31T10:00", "2026-06-30T10:00", "2026-09-30T10:00", "2026-12-31T10:00", "2027-03-31T10:00"],
    },
    {
      why: "the 30th becomes the last of February and is the 30th again",
      zone: "UTC",
      first: "2026-11-30T10:00:00Z",
      expected: ["2026-11-30T10:00", "2027-02-28T10:00", "2027-05-30T10:00", "2027-08-30T10:00"],
    },
    {
      why: "across midnight: the day is the zone's day, not UTC's",
      zone: "Pacific/Auckland",
      first: "2026-03-30T20:30:00Z",
      expected: ["2026-03-30T20:30", "2026-06-29T21:30", "2026-09-29T20:30"],
    },
  ])("$why", ({ zone, first, expected }) => expect(dates(QUARTERLY, zone, first, expected.length)).toEqual(expected));

  test("a time that the clocks leave out is no date (RFC 5545, 3.3.10): the next month has its own again", () => {
    // 02:30 does not exist in Berlin on the last Sunday of March.
    expect(dates("FREQ=MONTHLY;BYDAY=-1SU", "Europe/Berlin", "2026-02-22T01:30:00Z", 3)).toEqual([
      "2026-02-22T01:30",
      "2026-04-26T00:30",
      "2026-05-31T00:30",
    ]);
  });

  test("a series ends when its rule says so", () => {
    expect(dates("FREQ=MONTHLY;UNTIL=20260401T000000Z", "UTC", "2026-02-02T10:00:00Z", 9)).toEqual([
      "2026-02-02T10:00",
      "2026-03-02T10:00",
    ]);
  });

  test("a rule that says its days itself is kept as it is", () => {
    const rrule = "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO";
    expect(keptRule({ rrule, timeZone: "UTC", first: new Date("2026-03-31T10:00:00Z") })).toBe(rrule);
  });
});

test.each([
  ["FREQ=MONTHLY;INTERVAL=3", "every 3 months"],
  ["FREQ=WEEKLY", "every week"],
  ["FREQ=YEARLY;INTERVAL=1", "every year"],
])("%s reads as %s", (rrule, words) => expect(inWords(rrule)).toBe(words));
