import { describe, expect, it } from "vitest";
import { isFilled, mergeRca, pruned } from "#lib/client/rca/merge.ts";

describe("two people edit one review", () => {
  const base = { cause: "", lessons: "old", factors: ["a"] };
  it("keeps both when they wrote in different fields", () => {
    const { values, conflicts } = mergeRca(base, { ...base, cause: "mine" }, { ...base, lessons: "theirs" });
    expect(values).toEqual({ cause: "mine", lessons: "theirs", factors: ["a"] });
    expect(conflicts).toEqual([]);
  });
  it("keeps my text in place and shows theirs when both wrote in one field", () => {
    const { values, conflicts } = mergeRca(base, { ...base, cause: "mine" }, { ...base, cause: "theirs" });
    expect(values.cause).toBe("mine");
    expect(conflicts).toEqual([{ field: "cause", mine: "mine", theirs: "theirs" }]);
  });
  it("sees no conflict in the same text", () => {
    expect(mergeRca(base, { ...base, cause: "x" }, { ...base, cause: "x" }).conflicts).toEqual([]);
  });
  it("takes a field that only they added", () => {
    expect(mergeRca(base, base, { ...base, extra: "new" }).values.extra).toBe("new");
  });
});

describe("filled fields", () => {
  it.each([
    ["", false],
    ["  ", false],
    ["text", true],
    [[], false],
    [[""], false],
    [["x"], true],
    [[{ text: " ", owner: "a", dueAt: null, done: false }], false],
  ] as const)("%j is %s", (value, filled) => expect(isFilled(value as never)).toBe(filled));
  it("drops rows nobody wrote", () => {
    expect(pruned({ list: ["a", " "], text: " " })).toEqual({ list: ["a"], text: " " });
  });
});
