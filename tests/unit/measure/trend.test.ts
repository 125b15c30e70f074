import { expect, test } from "vitest";
import { trendOf } from "#lib/domain/watch/trend.ts";

test.each([
  [
    "within since the first point",
    [
      [0, 1],
      [15, 2],
    ],
    5,
    { value: 2, over: false, forSeconds: 15 },
  ],
  ["the limit itself is within", [[0, 5]], 5, { value: 5, over: false, forSeconds: 0 }],
  [
    "over since it crossed",
    [
      [0, 1],
      [15, 6],
      [30, 7],
    ],
    5,
    { value: 7, over: true, forSeconds: 15 },
  ],
  [
    "back within",
    [
      [0, 6],
      [15, 7],
      [30, 1],
    ],
    5,
    { value: 1, over: false, forSeconds: 0 },
  ],
  [
    "no limit is never over",
    [
      [0, 6],
      [15, 7],
    ],
    null,
    { value: 7, over: false, forSeconds: 15 },
  ],
] as const)("%s", (_name, points, limit, expected) => {
  expect(trendOf(points, limit)).toEqual(expected);
});

test("nothing was measured", () => expect(trendOf([], 5)).toBeNull());
