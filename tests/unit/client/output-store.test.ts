import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { OutputStore } from "#lib/client/output/output-store.ts";
import { WHOLE_BYTES } from "#lib/client/output/step-output.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const now = (notify: () => void) => notify();
const noLines = async () => {
  throw new Error("nothing is read from the server");
};
const STEP = "step-1";

function text(store: OutputStore, step = STEP): string[] {
  const { lines } = store.step(step);
  return Array.from({ length: lines.end - lines.first }, (_, i) => lines.line(lines.first + i) ?? "");
}

describe("output store", () => {
  it("puts bytes that arrive out of order into order", () => {
    const store = new OutputStore(noLines, now);
    expect(store.apply(STEP, 4, encode("two\n"))).toBe("gap");
    expect(store.step(STEP).hasGap).toBe(true);
    expect(store.apply(STEP, 0, encode("one\n"))).toBe("applied");
    expect(text(store)).toEqual(["one", "two"]);
    expect(store.step(STEP).hasGap).toBe(false);
  });

  it("drops what it already has, and keeps the new part of an overlap", () => {
    const store = new OutputStore(noLines, now);
    store.apply(STEP, 0, encode("abc"));
    expect(store.apply(STEP, 0, encode("abc"))).toBe("duplicate");
    expect(store.apply(STEP, 1, encode("bcdef\n"))).toBe("applied");
    expect(text(store)).toEqual(["abcdef"]);
  });

  it("shows nothing of what stands behind a hole, and names the byte it wants", () => {
    const store = new OutputStore(noLines, now);
    store.apply(STEP, 0, encode("one\n"));
    store.apply(STEP, 10, encode("late\n"));
    expect(text(store)).toEqual(["one"]);
    expect(store.after()).toEqual({ [STEP]: 4 });
  });

  it("joins several early pieces once the hole is filled", () => {
    const store = new OutputStore(noLines, now);
    store.apply(STEP, 6, encode("c\n"));
    store.apply(STEP, 2, encode("bb\n"));
    store.apply(STEP, 0, encode("a\nbb\n "));
    expect(text(store)).toEqual(["a", "bb", " c"]);
  });

  it("joins a character that was cut between two messages", () => {
    const store = new OutputStore(noLines, now);
    const bytes = encode("grün ✓\n");
    for (let i = 0; i < bytes.length; i++) store.apply(STEP, i, bytes.subarray(i, i + 1));
    expect(text(store)).toEqual(["grün ✓"]);
  });

  it("asks after a reconnect for exactly the bytes it has not got", () => {
    const store = new OutputStore(noLines, now);
    store.apply("a", 0, encode("12345"));
    store.apply("b", 0, encode("12"));
    expect(store.after()).toEqual({ a: 5, b: 2 });
    store.apply("a", 5, encode("678\n"));
    expect(text(store, "a")).toEqual(["12345678"]);
  });

  it("says what is missing until the last byte is here, then proves the hash", async () => {
    const store = new OutputStore(noLines, now);
    const all = encode("one\ntwo\n");
    const sha256 = createHash("sha256").update(all).digest("hex");
    store.seal(STEP, all.length, sha256);
    expect(store.step(STEP).sealState, "nothing was asked for yet, so nothing is missing").toBe("unread");
    store.apply(STEP, 0, all.subarray(0, 4));
    store.seal(STEP, all.length, sha256);
    expect(store.step(STEP).sealState).toBe("missing");
    store.apply(STEP, 4, all.subarray(4));
    store.seal(STEP, all.length, sha256);
    await expect.poll(() => store.step(STEP).sealState).toBe("verified");
  });

  it("says that the hash differs when a byte was changed", async () => {
    const store = new OutputStore(noLines, now);
    store.apply(STEP, 0, encode("tampered"));
    store.seal(STEP, 8, createHash("sha256").update("original").digest("hex"));
    await expect.poll(() => store.step(STEP).sealState).toBe("differs");
  });

  it("tells its readers once for many changes", () => {
    const waiting: (() => void)[] = [];
    const store = new OutputStore(noLines, (notify) => waiting.push(notify));
    let told = 0;
    store.subscribe(() => told++);
    for (let i = 0; i < 100; i++) store.apply(STEP, i, encode("x"));
    expect(waiting).toHaveLength(1);
    for (const notify of waiting) notify();
    expect(told).toBe(1);
  });

  it("goes on at the open line of an output that is too large to be held, and is complete without its hash", () => {
    const store = new OutputStore(noLines, now);
    const bytes = WHOLE_BYTES * 3;
    store.skipTo(STEP, { bytes, finishedLines: 90_000, openLineAt: bytes - 4, sha256: null, complete: false });
    expect(store.after()).toEqual({ [STEP]: bytes - 4 });
    expect(store.apply(STEP, 0, encode("x".repeat(100)))).toBe("duplicate");
    store.apply(STEP, bytes - 4, encode("open end\nnext\n"));
    expect(store.line(STEP, 90_000)).toBe("open end");
    expect(store.line(STEP, 90_001)).toBe("next");
    store.seal(STEP, bytes + 10, "0".repeat(64));
    expect(store.step(STEP).sealState).toBe("complete");
    expect(store.step(STEP).isWhole).toBe(false);
  });

  it("does not wait for the beginning of a line that is too long to be held", () => {
    const store = new OutputStore(noLines, now);
    store.skipTo(STEP, { bytes: 90_000_000, finishedLines: 1, openLineAt: 7, sha256: null, complete: false });
    expect(store.after()).toEqual({ [STEP]: 90_000_000 });
    store.apply(STEP, 90_000_000, encode("\rdone\n"));
    expect(store.line(STEP, 1)).toBe("done");
  });

  it("holds a bounded part of a log that goes on and on, and the numbers of its lines", () => {
    const store = new OutputStore(noLines, now);
    const line = `${"x".repeat(1023)}\n`;
    const piece = encode(line.repeat(1024));
    for (let i = 0; i < 40; i++) store.apply(STEP, i * piece.length, piece);
    const { lines } = store.step(STEP);
    expect(lines.end).toBe(40 * 1024);
    expect((lines.end - lines.first) * line.length).toBeLessThanOrEqual(WHOLE_BYTES);
    expect(store.step(STEP).bytes()).toBeNull();
  });
});
