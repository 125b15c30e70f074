import { describe, expect, it } from "vitest";
import { LineBuffer, MAX_LINE_LENGTH } from "#lib/client/output/line-buffer.ts";

function lines(...pieces: string[]): string[] {
  const buffer = new LineBuffer();
  for (const piece of pieces) buffer.push(piece);
  return Array.from({ length: buffer.length }, (_, i) => buffer.line(i));
}

describe("line buffer", () => {
  it("shows an open line before its end arrives", () => {
    expect(lines("one\ntw")).toEqual(["one", "tw"]);
    expect(lines("one\ntw", "o\n")).toEqual(["one", "two"]);
  });
  it("keeps empty lines", () => expect(lines("a\n\nb\n")).toEqual(["a", "", "b"]));
  it("ends a line at CR LF, also when cut between the two", () => {
    expect(lines("a\r\nb\r\n")).toEqual(["a", "b"]);
    expect(lines("a\r", "\nb\n")).toEqual(["a", "b"]);
  });
  it("shows the last state of a progress line", () => {
    expect(lines("10 %\r50 %\r100 %\ndone\n")).toEqual(["100 %", "done"]);
    expect(lines("10 %\r", "50 %\r")).toEqual(["50 %"]);
  });
  it("keeps what stands before several returns: nothing was written over it", () => {
    expect(lines("text\r\r\n")).toEqual(["text"]);
    expect(lines("text\r", "\r", "\nnext\r\r")).toEqual(["text", "next"]);
    expect(lines("a\r\rb\n")).toEqual(["b"]);
  });
  it("does not grow with a line that never ends", () => {
    const [line] = lines("x".repeat(MAX_LINE_LENGTH), "y".repeat(100));
    expect(line).toMatch(/^x+ … 100 more characters in the raw output$/);
  });
});
