import { describe, expect, it } from "vitest";
import { LIVE_NAMESPACE as PAGE_NAMESPACE } from "#lib/client/live/namespace.ts";
import { OutputStore } from "#lib/client/output/output-store.ts";
import { type FetchOutput, RunFeed } from "#lib/client/output/run-feed.ts";
import { WHOLE_BYTES } from "#lib/client/output/step-output.ts";
import { LIVE_NAMESPACE } from "#lib/realtime/contract.ts";

const ALL = new TextEncoder().encode("one\ntwo\nthree\n");

function setup(limit = 6) {
  const asked: number[] = [];
  const store = new OutputStore(noLines, (notify) => notify());
  const fetchOutput: FetchOutput = async (_, from) => {
    asked.push(from);
    return { bytes: ALL.subarray(from, from + limit), length: ALL.length, sha256: null, complete: true };
  };
  return { store, asked, feed: new RunFeed(store, fetchOutput, 0) };
}
const facts = (bytes: number, complete = false) => [
  { stepRunId: "s", output: { bytes, finishedLines: 3, openLineAt: bytes, sha256: null, complete } },
];
const noLines = async () => {
  throw new Error("nothing is read from the server");
};

describe("run feed", () => {
  it("fills a hole over HTTP from the first missing byte, in as many answers as it takes", async () => {
    const { store, asked, feed } = setup(3);
    feed.push("s", 0, ALL.subarray(0, 4));
    feed.push("s", 8, ALL.subarray(8, 10));
    await expect.poll(() => store.step("s").received).toBe(ALL.length);
    expect(asked[0]).toBe(4);
    expect(store.step("s").sealState).toBe("complete");
  });

  it("reads over HTTP at once while the socket is down", async () => {
    const { store, feed } = setup(100);
    feed.observe(facts(ALL.length), false);
    await expect.poll(() => store.step("s").received).toBe(ALL.length);
  });

  it("asks for nothing when the socket already brought it", async () => {
    const { asked, feed } = setup();
    feed.push("s", 0, ALL);
    feed.observe(facts(ALL.length, true), true);
    expect(asked).toEqual([]);
  });

  it("helps a socket that lags behind what the run says", async () => {
    const { store, feed } = setup(100);
    feed.observe(facts(ALL.length), true);
    await expect.poll(() => store.step("s").received).toBe(ALL.length);
  });

  it("does not fetch a log that is too large to be held", () => {
    const { store, asked, feed } = setup();
    feed.observe(facts(WHOLE_BYTES * 2, true), false);
    expect(store.after()).toEqual({ s: WHOLE_BYTES * 2 });
    expect(store.step("s").sealState).toBe("complete");
    expect(asked).toEqual([]);
  });

  it("stays quiet and asks again later when no answer comes", async () => {
    const store = new OutputStore(noLines, (notify) => notify());
    let calls = 0;
    const feed = new RunFeed(store, async () => {
      calls++;
      if (calls === 1) throw new Error("offline");
      return { bytes: ALL, length: ALL.length, sha256: null, complete: true };
    });
    await feed.catchUp("s");
    expect(store.step("s").received).toBe(0);
    await feed.catchUp("s");
    expect(store.step("s").received).toBe(ALL.length);
  });
});

it("the page speaks to the gateway's namespace", () => expect(PAGE_NAMESPACE).toBe(LIVE_NAMESPACE));
