import { describe, expect, it } from "vitest";
import { RowIndex, type Section } from "#components/console/rows.ts";

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
