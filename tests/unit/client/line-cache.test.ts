import { describe, expect, it } from "vitest";
import { type FetchLines, LineCache } from "#lib/client/output/line-cache.ts";

type Asked = { from: number; signal: AbortSignal };

/** A server with a log of numbered lines that is still written. */
function setup({ finishedLines = 100_000, maxCharacters = 1_000_000, complete = false } = {}) {
  const asked: Asked[] = [];
  let changes = 0;
  const fetchLines: FetchLines = async (_, line, lines, signal) => {
    asked.push({ from: line - 1, signal });
    const count = Math.min(lines, finishedLines + 1 - (line - 1));
    const texts = Array.from({ length: count }, (_, i) => `line ${line + i}`);
    return { line, lines: texts, finishedLines, totalLines: finishedLines + 1, complete };
  };
  const cache = new LineCache(fetchLines, () => changes++, maxCharacters);
  return { cache, asked, changes: () => changes };
}

describe("line cache", () => {
  it("reads the blocks round what is looked at, once", async () => {
    const { cache, asked, changes } = setup();
    cache.want("s", 390, 410);
    cache.want("s", 391, 411);
    expect(cache.line("s", 390)).toBeUndefined();
    await expect.poll(changes).toBe(2);
    expect(asked.map((a) => a.from)).toEqual([200, 400]);
    expect(cache.line("s", 390)).toBe("line 391");
    expect(cache.line("other", 390)).toBeUndefined();
    cache.want("s", 390, 410);
    expect(asked).toHaveLength(2);
  });
  it("gives up what was scrolled away before it came", async () => {
    const { cache, asked } = setup();
    cache.want("s", 0, 10);
    cache.want("s", 50_000, 50_010);
    await expect.poll(() => cache.line("s", 50_000)).toBeDefined();
    expect(asked.map((a) => a.signal.aborted)).toEqual([true, false]);
  });
  it("keeps the blocks that were looked at last", async () => {
    const { cache } = setup({ maxCharacters: 5_000 });
    for (const at of [0, 1_000, 0, 2_000]) {
      cache.want("s", at, at + 1);
      await expect.poll(() => cache.line("s", at)).toBeDefined();
    }
    expect(cache.line("s", 0)).toBeDefined();
    expect(cache.line("s", 1_000)).toBeUndefined();
  });
  it("does not keep a line that may still grow, until the output is complete", async () => {
    const growing = setup({ finishedLines: 10 });
    growing.cache.want("s", 0, 11);
    await expect.poll(() => growing.cache.line("s", 9)).toBe("line 10");
    expect(growing.cache.line("s", 10)).toBeUndefined();
    const whole = setup({ finishedLines: 10, complete: true });
    whole.cache.want("s", 0, 11);
    await expect.poll(() => whole.cache.line("s", 10)).toBe("line 11");
  });
});
