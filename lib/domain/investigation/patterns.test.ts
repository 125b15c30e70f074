import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describePatterns, groupErrors, patternOf } from "./patterns.ts";

const at = (second: number) => `2026-11-30T14:05:${String(second).padStart(2, "0")}.123Z`;

describe("error lines", () => {
  test("that differ only in time, numbers and identifiers are one group, with first, last and newest sample", () => {
    const log = [
      `${at(1)} INFO [boot] listening on 3000`,
      `${at(2)} ERROR [upload] parallel upload: 1 of 3 parts failed`,
      `${at(3)} ERROR [db] session 6f1e2d3c-0000-4111-8222-333344445555 lost`,
      `${at(4)} ERROR [upload] parallel upload: 2 of 14 parts failed`,
      `${at(5)} ERROR [db] session 99999999-0000-4111-8222-333344445555 lost`,
      `${at(6)} ERROR [upload] parallel upload: 1 of 1 parts failed`,
    ].join("\n");
    expect(groupErrors(log)).toEqual([
      {
        pattern: "ERROR [upload] parallel upload: N of N parts failed",
        count: 3,
        firstAt: at(2),
        lastAt: at(6),
        sample: `${at(6)} ERROR [upload] parallel upload: 1 of 1 parts failed`,
      },
      {
        pattern: "ERROR [db] session ID lost",
        count: 2,
        firstAt: at(3),
        lastAt: at(5),
        sample: `${at(5)} ERROR [db] session 99999999-0000-4111-8222-333344445555 lost`,
      },
    ]);
  });

  test.each([
    ["a word in a sentence", "INFO finished with 0 errors"],
    ["a path", "INFO GET /errors/list 200"],
    ["a line of a stack trace", "    at Error (/srv/app/error.js:12:3)"],
    ["another level", "WARN retrying"],
  ])("are not made of %s", (_what, line) => {
    expect(groupErrors(`${at(1)} ${line}`)).toEqual([]);
  });

  test.each(["[ERROR] x", "level=error msg=x", '{"level":"error","msg":"x"}', "Uncaught TypeError: x", "FATAL: x"])(
    "are found as %s",
    (line) => expect(groupErrors(line)).toMatchObject([{ count: 1, firstAt: null, lastAt: null }]),
  );

  test("never count more than there are, and grouping a pattern again changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 30 }), (texts) => {
        const lines = texts.map((text) => `ERROR ${text.replaceAll("\n", " ")}`);
        const groups = groupErrors(lines.join("\n"));
        expect(groups.reduce((sum, g) => sum + g.count, 0)).toBeLessThanOrEqual(lines.length);
        for (const { pattern } of groups) expect(patternOf(pattern)).toBe(pattern);
      }),
    );
  });

  test("are told in one block each", () => {
    expect(describePatterns(groupErrors(`${at(1)} ERROR disk 7 is full`))).toBe(
      `1 x ERROR disk N is full\n    first ${at(1)}, last ${at(1)}\n    ${at(1)} ERROR disk 7 is full\n`,
    );
    expect(describePatterns([])).toBe("No error line was found.\n");
  });
});
