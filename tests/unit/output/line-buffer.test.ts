import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineBuffer, MAX_LINE_BYTES } from "#lib/domain/output/line-buffer.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function shown(buffer: LineBuffer): (string | undefined)[] {
  return Array.from({ length: buffer.end - buffer.first }, (_, i) => buffer.line(buffer.first + i));
}

function lines(...pieces: (string | Uint8Array)[]): (string | undefined)[] {
  const buffer = new LineBuffer();
  for (const piece of pieces) buffer.push(typeof piece === "string" ? encode(piece) : piece);
  return shown(buffer);
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
    expect(lines("a\r\r\nb\n")).toEqual(["a", "b"]);
  });
  it("shows the last state of a progress line", () => {
    expect(lines("10 %\r50 %\r100 %\ndone\n")).toEqual(["100 %", "done"]);
    expect(lines("10 %\r", "50 %\r")).toEqual(["50 %"]);
  });
  it("joins a character that was cut between two pieces", () => {
    const bytes = encode("grün ✓\n");
    expect(lines(...Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)))).toEqual(["grün ✓"]);
  });
  it("shows bytes that are no UTF-8 as such and keeps the line ends", () =>
    expect(lines(Uint8Array.of(0xe2, 10, 0xff, 65, 10))).toEqual(["\ufffd", "\ufffdA"]));
  it("does not grow with a line that never ends, and cuts no character in two", () => {
    const [line] = lines("x".repeat(MAX_LINE_BYTES - 1), "ü".repeat(50));
    expect(line).toMatch(/^x+ … 99 more bytes in the raw output$/);
  });
  it("shows a progress line that went over what was skipped, and counts what was skipped of another", () => {
    const buffer = new LineBuffer(7);
    buffer.push(encode("head"));
    buffer.skip(1_000_000);
    expect(buffer.line(7)).toBe("head … 1,000,000 more bytes in the raw output");
    buffer.push(encode("99 %\r100 %"));
    expect(buffer.line(7)).toBe("100 %");
  });
  it("drops old lines and keeps the numbers of the others", () => {
    const buffer = new LineBuffer();
    for (let i = 0; i < 100; i++) buffer.push(encode(`line ${i}\n`));
    buffer.trim(200);
    expect(buffer.first).toBeGreaterThan(0);
    expect(buffer.end).toBe(100);
    expect(buffer.line(99)).toBe("line 99");
    expect(buffer.line(buffer.first - 1)).toBeUndefined();
  });
  it("has as many lines as line ends say, however the bytes are cut", () => {
    const byte = fc.constantFrom(10, 13, 65, 66, 0xc3, 0xbc, 0xff);
    fc.assert(
      fc.property(fc.array(fc.array(byte, { maxLength: 12 }), { maxLength: 12 }), (pieces) => {
        const all = Uint8Array.from(pieces.flat());
        const ends = all.filter((b) => b === 10).length;
        const buffer = new LineBuffer();
        for (const piece of pieces) buffer.push(Uint8Array.from(piece));
        const whole = new LineBuffer();
        whole.push(all);
        expect(buffer.end).toBe(ends + (all.length > 0 && all.at(-1) !== 10 ? 1 : 0));
        expect(shown(buffer)).toEqual(shown(whole));
      }),
    );
  });
});
