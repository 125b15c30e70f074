import { describe, expect, it } from "vitest";
import { neutralize, plainText, segments } from "#lib/client/output/ansi.ts";

const ESC = "\x1b";

describe("ansi", () => {
  it("keeps colours as named segments", () => {
    expect(segments(`ok ${ESC}[31mred${ESC}[0m end`).map((s) => [s.text, s.color])).toEqual([
      ["ok ", null],
      ["red", "red"],
      [" end", null],
    ]);
  });
  it.each([
    ["a window title", `${ESC}]0;owned\x07text`],
    ["a link", `${ESC}]8;;https://evil.example\x07text${ESC}]8;;\x07`],
    ["cursor movement", `${ESC}[2J${ESC}[1;1Htext`],
    ["a device query", `${ESC}P$q${ESC}\\text`],
    ["an unfinished sequence", `text${ESC}[`],
  ])("takes out %s", (_, line) => expect(plainText(line)).toBe("text"));
  it("shows control characters instead of obeying them", () => expect(neutralize("a\x07b\x08")).toBe("a␇b␈"));
  it("shows characters that turn text round", () => expect(neutralize("safe\u202Eelif")).toBe("safe⟨U+202E⟩elif"));
  it("leaves markup as text", () => {
    const line = "<img src=x onerror=alert(1)>";
    expect(segments(line)).toEqual([{ text: line, color: null, bold: false, dim: false }]);
  });
});
