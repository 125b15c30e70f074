import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MarkEvent, MarkScanner } from "./marks.ts";

const NONCE = "0123456789abcdef";
const mark = (seq: number, words: string) => Buffer.from(`\x1e${NONCE} ${seq} ${words}\n`);

function scan(chunks: readonly Buffer[]) {
  const scanner = new MarkScanner(NONCE);
  const events: MarkEvent[] = chunks.flatMap((chunk) => [...scanner.push(chunk)]);
  const seen: Array<string | { seq: number; words: string }> = [];
  for (const event of events) {
    if (event.kind === "mark") seen.push({ seq: event.seq, words: event.words.join(" ") });
    else if (typeof seen.at(-1) === "string") seen.push(`${seen.pop()}${event.bytes.toString("latin1")}`);
    else seen.push(event.bytes.toString("latin1"));
  }
  return seen;
}

describe("marks in a stream of any bytes", () => {
  it("tells payload from marks, whatever the payload is and wherever the stream is cut", () => {
    // Bytes of the mark itself are frequent, so that near misses are tried.
    const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x1e, 0x0a, 0x20, 0x30, 0x31));
    const payload = fc.array(byte, { minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 5 }), fc.array(fc.nat(500), { maxLength: 40 }), (payloads, cuts) => {
        const whole = Buffer.concat(payloads.flatMap((bytes, seq) => [bytes, mark(seq, `done ${seq}`)]));
        const at = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b);
        const chunks = at.slice(1).map((end, i) => whole.subarray(at[i], end));
        expect(scan(chunks)).toEqual(
          payloads.flatMap((bytes, seq) => [bytes.toString("latin1"), { seq, words: `done ${seq}` }]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("is not fooled by a mark with another nonce", () => {
    expect(scan([Buffer.from("\x1efedcba9876543210 1 ended exited 0 0\n"), mark(1, "done")])).toEqual([
      "\x1efedcba9876543210 1 ended exited 0 0\n",
      { seq: 1, words: "done" },
    ]);
  });

  it("gives up on a mark that never ends", () => {
    const scanner = new MarkScanner(NONCE);
    expect(() => [...scanner.push(Buffer.from(`\x1e${NONCE} ${"x".repeat(10_000)}`))]).toThrow("without an end");
  });
});
