import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSearch } from "#lib/domain/output/line-search.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function search(needle: string, pieces: Uint8Array[], limit = 100) {
  const found = new LineSearch(needle, limit);
  for (const piece of pieces) found.push(piece);
  found.end();
  return found.hits.map(({ line, atByte }) => [line, atByte]);
}
/** The text in pieces of so many bytes. */
function pieces(text: string, size: number): Uint8Array[] {
  const bytes = encode(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe("search by line", () => {
  const text = "one\nTwo grün\n\nthree one\r\nno end one";
  it.each([1, 2, 3, 5, 7, 100])("finds lines in pieces of %i bytes, whatever the case", (size) => {
    expect(search("ONE", pieces(text, size))).toEqual([
      [0, 0],
      [3, 15],
      [4, 26],
    ]);
    expect(search("two GRÜN", pieces(text, size))).toEqual([[1, 4]]);
  });
  it("counts a line once and says no more than it was asked for", () => {
    expect(search("a", [encode("aaa\naba\nc\na\n")])).toEqual([
      [0, 0],
      [1, 4],
      [3, 10],
    ]);
    expect(search("a", [encode("a\na\na\n")], 2)).toHaveLength(2);
  });
  it("finds a text whose words have different colours", () =>
    expect(search("not ok", [encode("x\n\u001b[31mnot \u001b[0mok\n")])).toEqual([[1, 2]]));
  it("finds a text in the middle of a line that hardly ends, once, and the lines after it", () => {
    const long = `first\n${"x".repeat(700_000)}needle${"x".repeat(700_000)}needle\nafter needle\n`;
    expect(search("needle", pieces(long, 65_536))).toEqual([
      [1, 6],
      [2, 6 + 1_400_012 + 1],
    ]);
  });
  it("finds nothing in nothing", () => expect(search("x", [])).toEqual([]));
  it("shows what stands round the place", () => {
    const found = new LineSearch("needle", 5);
    found.push(encode(`${"x".repeat(300)}Needle${"y".repeat(300)}\n`));
    expect(found.hits[0]?.excerpt).toBe(`${"x".repeat(60)}Needle${"y".repeat(134)}`);
  });
  it("agrees with reading line by line", () => {
    const character = fc.constantFrom("a", "B", "\n", "\r", "ü", " ");
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (whole, size) => {
        const lines = whole.split("\n");
        const wanted = lines.flatMap((line, i) => (line.toLowerCase().includes("ab") ? [i] : []));
        expect(search("aB", pieces(whole, size)).map(([line]) => line)).toEqual(wanted);
      }),
    );
  });
});
