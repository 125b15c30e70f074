import { randomInt } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MAX_LINE_BYTES } from "#lib/domain/output/line-buffer.ts";
import { createApi } from "./api-kit.ts";
import { aRun } from "./output-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
let run: Awaited<ReturnType<typeof aRun>>;
beforeEach(async () => {
  run = await aRun(api);
});
afterEach(() => run.end());

const text = (s: string) => Buffer.from(s);
const lines = async (line: number, count: number, index = 0) =>
  (
    await api.call("GET", `/runs/${run.runId}/steps/${run.ids[index]}/output/lines?line=${line}&lines=${count}`, {
      as: "viewer",
    })
  ).body;
const search = (query: string) => api.call("GET", `/runs/${run.runId}/output/search?${query}`, { as: "viewer" });

describe("lines of an output", () => {
  test("are the same wherever the chunks were cut", async () => {
    for (const piece of ["one\ntw", "o", "\r", "\nthree\n", "\n\n", "no ", "end"]) await run.write(0, text(piece));
    expect(await lines(1, 100)).toEqual({
      line: 1,
      lines: ["one", "two", "three", "", "", "no end"],
      finishedLines: 5,
      totalLines: 6,
      complete: false,
    });
    expect((await lines(2, 2)).lines).toEqual(["two", "three"]);
    expect((await lines(6, 5)).lines).toEqual(["no end"]);
  });

  test("of nothing are none, nor are those behind the end", async () => {
    expect(await lines(1, 10)).toMatchObject({ lines: [], finishedLines: 0, totalLines: 0 });
    await run.write(0, text("one\n"));
    expect(await lines(2, 10)).toMatchObject({ lines: [], totalLines: 1 });
    expect(await lines(1_000_000, 10)).toMatchObject({ lines: [] });
  });

  test("keep their numbers with bytes that are no text", async () => {
    await run.write(0, Buffer.from([0, 10, 0xff, 0xc3]));
    await run.write(0, Buffer.from([0xbc, 92, 10, 0xe2, 10, 65]));
    expect((await lines(1, 10)).lines).toEqual(["\0", "\ufffdü\\", "\ufffd", "A"]);
  });

  test("at any place are what a reading from the beginning finds there", async () => {
    const all: string[] = [];
    let pending = "";
    for (let i = 0; i < 3_000; i++) {
      const line = `${i} ${"x".repeat(randomInt(0, 90))}`;
      all.push(line);
      pending += `${line}\n`;
      if (randomInt(0, 8) > 0) continue;
      const cut = randomInt(0, pending.length);
      if (cut > 0) await run.write(0, text(pending.slice(0, cut)));
      pending = pending.slice(cut);
    }
    if (pending) await run.write(0, text(pending));
    for (const from of [0, 1, 2, 1_234, 2_990, ...Array.from({ length: 20 }, () => randomInt(0, 3_000))])
      expect((await lines(from + 1, 50)).lines).toEqual(all.slice(from, from + 50));
    const step = await api.db.stepRun.findUniqueOrThrow({ where: { id: run.ids[0] as string } });
    expect(step).toMatchObject({ outputLines: 3_000n, openLineAt: step.outputBytes });
  });

  test("that are huge are cut, and cost the lines behind them nothing; a progress bar shows its last state", async () => {
    await run.write(0, text("first\n"));
    for (let i = 0; i < 40; i++) await run.write(0, Buffer.alloc(64 * 1024, "x"));
    await run.write(0, text("\nbehind\n"));
    for (let i = 0; i < 40; i++) await run.write(0, text(`${"y".repeat(60_000)}${i} %\r`));
    await run.write(0, text("100 %\nlast\n"));
    const found = await lines(1, 10);
    const cut = (40 * 64 * 1024 - MAX_LINE_BYTES).toLocaleString("en-US");
    expect(found.lines).toEqual([
      "first",
      `${"x".repeat(MAX_LINE_BYTES)} … ${cut} more bytes in the raw output`,
      "behind",
      "100 %",
      "last",
    ]);
    expect((await lines(3, 1)).lines).toEqual(["behind"]);
  });

  test("are counted in the run as they are stored", async () => {
    await run.write(0, text("one\ntwo\nthr"));
    const { body } = await api.call("GET", `/runs/${run.runId}`, { as: "viewer" });
    expect(body.steps[0].output).toMatchObject({ bytes: 11, finishedLines: 2, openLineAt: 8 });
  });

  test("are of the run that is named", async () => {
    const answer = await api.call("GET", `/runs/other/steps/${run.ids[0]}/output/lines`, { as: "viewer" });
    expect(answer.status).toBe(404);
  });
});

describe("search in an output", () => {
  test("finds across chunks, whatever the case, and says line and byte", async () => {
    for (const piece of ["zero\nfirst nee", "dle here\n", "two\nNEE", "DLE at the end"])
      await run.write(0, text(piece));
    const [step] = run.ids as [string];
    expect((await search("q=Needle")).body).toEqual({
      items: [
        { stepRunId: step, line: 2, atByte: 5, excerpt: "first needle here" },
        { stepRunId: step, line: 4, atByte: 27, excerpt: "NEEDLE at the end" },
      ],
      hasMore: false,
    });
  });

  test("goes through the steps in their order, and says when there is more", async () => {
    await run.write(1, text("a needle\n"));
    await run.write(0, text("x\nneedle\nneedle\n"));
    const [first, second] = run.ids as [string, string];
    const all = (await search("q=needle")).body;
    expect(all.items.map((i: { stepRunId: string; line: number }) => [i.stepRunId, i.line])).toEqual([
      [first, 2],
      [first, 3],
      [second, 1],
    ]);
    expect((await search("q=needle&limit=2")).body).toMatchObject({ items: [{ line: 2 }, { line: 3 }], hasMore: true });
    expect((await search("q=needle&limit=3")).body.hasMore).toBe(false);
    expect((await search("q=needle&target=host-2")).body.items).toEqual([]);
    expect((await search("q=needle&target=host-1")).body.items).toHaveLength(3);
  });

  test("wants one line of text, of a run that there is", async () => {
    expect((await search("q=%20")).status).toBe(422);
    expect((await search("q=a%0Ab")).status).toBe(422);
    expect((await api.call("GET", "/runs/none/output/search?q=x", { as: "viewer" })).status).toBe(404);
  });
});
