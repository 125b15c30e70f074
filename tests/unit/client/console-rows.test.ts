import { describe, expect, it } from "vitest";
import { HEAD_PX, LINE_PX, RowIndex, type Section } from "#components/console/rows.ts";
import { MAX_HEIGHT_PX, ScrollScale } from "#components/console/scroll-scale.ts";
import { extended, lineLink, placeIn } from "#components/console/use-line-link.ts";

const section = (id: string, lines: number, isOpen = true) => ({ step: { stepRunId: id }, lines, isOpen }) as Section;

describe("rows of the console", () => {
  const rows = new RowIndex([section("a", 2), section("b", 5, false), section("c", 0), section("d", 1)]);
  it("count a head for each step and the lines of open ones", () => expect(rows.total).toBe(4 + 2 + 0 + 1));
  it.each([
    [0, "head a"],
    [1, "line a 0"],
    [2, "line a 1"],
    [3, "head b"],
    [4, "head c"],
    [5, "head d"],
    [6, "line d 0"],
    [7, "none"],
  ])("row %i is %s", (index, what) => {
    const row = rows.at(index);
    const said =
      row === null ? "none" : `${row.kind} ${row.section.step.stepRunId}${row.kind === "line" ? ` ${row.line}` : ""}`;
    expect(said).toBe(what);
  });
  it("find the head of a step", () => {
    expect(rows.headOf("c")).toBe(4);
    expect(rows.headOf("x")).toBe(-1);
  });
});

describe("heights of rows that are not wrapped", () => {
  const rows = new RowIndex([section("a", 2), section("b", 5, false), section("c", 1_000_000)]);
  it("add up", () => {
    expect(rows.topOf(0)).toBe(0);
    expect(rows.topOf(1)).toBe(HEAD_PX);
    expect(rows.topOf(3)).toBe(HEAD_PX + 2 * LINE_PX);
    expect(rows.heightPx).toBe(3 * HEAD_PX + 1_000_002 * LINE_PX);
  });
  it("lead back to the row", () => {
    for (const index of [0, 1, 2, 3, 4, 5, 500_000, rows.total - 1]) {
      expect(rows.indexAt(rows.topOf(index))).toBe(index);
      expect(rows.indexAt(rows.topOf(index + 1) - 1)).toBe(index);
    }
    expect(rows.indexAt(1e9)).toBe(rows.total - 1);
  });
});

describe("scroll scale", () => {
  it("is one to one where a browser can draw it", () => {
    const scale = new ScrollScale(10_000, 500);
    expect(scale.heightPx).toBe(10_000);
    expect(scale.contentAt(4_321)).toBe(4_321);
    expect(scale.scrollTopFor(4_321)).toBe(4_321);
  });
  it("reaches both ends of ten million lines, and finds a place again", () => {
    const content = 10_000_000 * LINE_PX;
    const scale = new ScrollScale(content, 500);
    expect(scale.heightPx).toBe(MAX_HEIGHT_PX);
    expect(scale.contentAt(0)).toBe(0);
    expect(scale.contentAt(scale.maxTop)).toBe(content - 500);
    expect(scale.contentAt(scale.scrollTopFor(123_456_789))).toBeCloseTo(123_456_789, 3);
  });
  it("does not move what fits", () => {
    const scale = new ScrollScale(300, 500);
    expect(scale.contentAt(10)).toBe(0);
    expect(scale.scrollTopFor(200)).toBe(0);
  });
});

describe("link to a line", () => {
  it("is found again in the address", () => {
    const link = lineLink("run-1", { stepRunId: "0b5e-7", line: 41 });
    expect(link).toBe("?run=run-1#L0b5e-7:42");
    expect(placeIn(link.slice(link.indexOf("#")))).toEqual({ stepRunId: "0b5e-7", line: 41 });
  });
  it("holds several lines, chosen from either end", () => {
    const first = { stepRunId: "s", line: 9 };
    const both = { stepRunId: "s", line: 4, to: 9 };
    expect(extended(first, { stepRunId: "s", line: 4 })).toEqual(both);
    expect(extended({ ...first, line: 4 }, first)).toEqual(both);
    expect(placeIn(lineLink("r", both).slice("?run=r".length))).toEqual(both);
    expect(extended(first, { stepRunId: "other", line: 4 })).toEqual({ stepRunId: "other", line: 4 });
  });
  it.each(["", "#", "#L:1", "#Lx:0", "#Lx:-1", "#Lx:1x", "#pane"])("is not %j", (hash) =>
    expect(placeIn(hash)).toBeNull(),
  );
});
