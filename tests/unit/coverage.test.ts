import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ids = [
  ...Array.from({ length: 7 }, (_, i) => `C${i + 1}`),
  ...Array.from({ length: 19 }, (_, i) => `A${i + 1}`),
  ...Array.from({ length: 19 }, (_, i) => `S${i + 1}`),
];
const rows = readFileSync("docs/coverage.md", "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, id = "", what = "", shownBy = ""] = line.split("|").map((cell) => cell.trim());
    return /^[ACS]\d+$/.test(id) ? [{ id, what, shownBy }] : [];
  });

/** What a row names in backticks. */
const pathsOf = (shownBy: string): string[] => [...shownBy.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
const isTest = (path: string) => /\.(test|spec)\.ts$/.test(path) && existsSync(path);

describe("docs/coverage.md", () => {
  test("has one row for each thing that was asked for, in order", () => {
    expect(rows.map((r) => r.id)).toEqual(ids);
  });

  test.each(rows)("$id $what: names tests that exist, or says what is open", ({ id, shownBy }) => {
    expect(pathsOf(shownBy).filter((path) => !isTest(path))).toEqual([]);
    if (id.startsWith("S")) expect(shownBy).toMatch(/^(nothing missing: `|missing: \w)/);
    else expect(shownBy).toMatch(/^(`|open)/);
  });
});
