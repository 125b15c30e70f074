import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { Mask } from "#lib/domain/output/mask.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import { FakeRemoteExecutor } from "#lib/testing/fake-remote-executor.ts";
import { OutputSink } from "./output-sink.ts";

const SECRET = "swordfish-7";
const KEY = "run.step.1";
const OWNER = { runId: "run", stepRunId: "step", epoch: 1 };
const mask = new Mask([SECRET]);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** As `append_output` does it. `gate` makes a write take its time. */
function memoryStore(begin = "", gate: () => Promise<void> = async () => {}) {
  let bytes = Buffer.from(begin);
  const store: OutputStore = {
    async append(_owner, atByte, piece) {
      await gate();
      if (atByte === bytes.length) bytes = Buffer.concat([bytes, piece]);
      return bytes.length;
    },
    length: async () => bytes.length,
    async *read() {
      if (bytes.length > 0) yield bytes;
    },
  };
  return { store, text: () => bytes.toString() };
}

/** A host on which one step has written this, over a session of its own. */
async function host(output: string) {
  const executor = new FakeRemoteExecutor();
  const fake = executor.host();
  fake.teach(/./, { does: [{ write: output }] });
  const open = () =>
    executor.open(
      { name: "host-1", host: "127.0.0.1", port: 22, user: "app", hostKeySha256: "SHA256:fake" },
      { kind: "password", password: "x" },
    );
  await (await open()).start({ key: KEY, script: "print", env: {}, timeoutMs: 60_000 });
  return { fake, open };
}

/** One engine: resumes from the store and follows until the end or a cut. Answers where it began and what was received. */
async function follow(store: OutputStore, session: Awaited<ReturnType<Awaited<ReturnType<typeof host>>["open"]>>) {
  const sink = await OutputSink.resume(store, OWNER, mask);
  const from = await sink.resumeAt((bytes) => session.outputSha256(KEY, bytes));
  const end = await session.follow(KEY, from, (piece, atByte) => sink.write(piece, atByte)).catch(() => null);
  await new Promise((resolve) => setImmediate(resolve)); // what was under way to the store has arrived
  return { sink, from, end };
}

describe("a step's output with a secret in it", () => {
  const output = `login as app with ${SECRET}\nagain: ${SECRET}${SECRET}\nsword`;
  const expected = output.replaceAll(SECRET, "*".repeat(SECRET.length));

  it("is received as it is and stored masked; each has its hash", async () => {
    const { store, text } = memoryStore();
    const { open } = await host(output);
    const session = await open();
    const { sink, end } = await follow(store, session);
    expect(end).toMatchObject({ kind: "exited", bytes: output.length });
    expect(sink.received).toBe(output.length);
    expect(sink.receivedSha256()).toBe(await session.outputSha256(KEY, output.length));
    expect(await sink.seal()).toBe(sha256(Buffer.from(expected)));
    expect(text()).toBe(expected);
  });

  it("is the same when the engine dies at any byte, and nothing of the secret is stored meanwhile", async () => {
    for (let at = 0; at < output.length; at++) {
      const { store, text } = memoryStore();
      const { fake, open } = await host(output);
      fake.cutAfter(at);
      const dead = await follow(store, await open());
      expect(dead.end, `cut after ${at}`).toBeNull();
      expect(expected.startsWith(text()), text()).toBe(true);
      expect(text()).not.toContain("sword");
      const next = await follow(store, await open());
      const sealed = await next.sink.seal();
      expect(next.sink.receivedSha256()).toBe(sha256(Buffer.from(output)));
      expect({ text: text(), sealed }).toEqual({ text: expected, sealed: sha256(Buffer.from(expected)) });
    }
  });

  it("goes on behind what is stored while nothing was masked, and begins again once something was", async () => {
    for (const [at, from] of [
      [10, 10],
      [18, 18],
      [24, 18],
      [output.length - 1, 0],
    ] as const) {
      const { store } = memoryStore();
      const { fake, open } = await host(output);
      fake.cutAfter(at);
      await follow(store, await open());
      expect((await follow(store, await open())).from, `cut after ${at}`).toBe(from);
    }
  });
});

describe("a sink", () => {
  it("does not seal what an earlier engine stored otherwise", async () => {
    for (const stored of ["other bytes", `${"*".repeat(SECRET.length)} and more than there is`]) {
      const { store, text } = memoryStore(stored);
      const { open } = await host(`${SECRET} is all`);
      const { sink } = await follow(store, await open());
      expect(await sink.seal()).toBeNull();
      expect(text()).toBe(stored);
    }
  });

  it("keeps the order when a piece comes while the one before is still being stored", async () => {
    const gates: (() => void)[] = [];
    const { store, text } = memoryStore("", () => new Promise((resolve) => gates.push(resolve)));
    const sink = await OutputSink.resume(store, OWNER, mask);
    await sink.write(Buffer.from("one "), 0);
    await vi.waitFor(() => expect(gates).toHaveLength(1));
    await sink.write(Buffer.from("two, "), 4);
    await sink.write(Buffer.from("three"), 9);
    expect(gates).toHaveLength(1);
    gates.shift()?.();
    await vi.waitFor(() => expect(gates).toHaveLength(1));
    expect(text()).toBe("one ");
    const sealed = sink.seal();
    gates.shift()?.();
    await sealed;
    expect({ text: text(), gates }).toEqual({ text: "one two, three", gates: [] });
  });

  it("takes no more than it has room for while the store is slow", async () => {
    const gates: (() => void)[] = [];
    const { store } = memoryStore("", () => new Promise((resolve) => gates.push(resolve)));
    const sink = await OutputSink.resume(store, OWNER, mask);
    const piece = Buffer.alloc(64 * 1024, "x");
    let taken = 0;
    const writing = (async () => {
      for (; taken < 20; taken++) await sink.write(piece, taken * piece.length);
    })();
    await vi.waitFor(() => expect(gates).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThanOrEqual(5);
    const opening = setInterval(() => gates.shift()?.());
    await writing;
    await sink.seal();
    clearInterval(opening);
    expect(sink.stored).toBe(20 * piece.length);
  });

  it("stores nothing behind a piece that could not be stored", async () => {
    let broken = true;
    const { store, text } = memoryStore("", async () => {
      if (broken) throw new Error("the database is away");
    });
    const sink = await OutputSink.resume(store, OWNER, mask);
    await sink.write(Buffer.from("one "), 0);
    await vi.waitFor(() => expect(sink.failed.aborted).toBe(true));
    await expect(sink.write(Buffer.from("two"), 4)).rejects.toThrow("away");
    broken = false;
    await expect(sink.seal()).rejects.toThrow("away");
    expect(text()).toBe("");
  });

  it("refuses a gap, and takes what it has once", async () => {
    const { store, text } = memoryStore();
    const sink = await OutputSink.resume(store, OWNER, mask);
    await sink.write(Buffer.from("one"), 0);
    await sink.write(Buffer.from("ne two"), 1);
    await expect(sink.write(Buffer.from("x"), 20)).rejects.toThrow("gap");
    await sink.seal();
    expect(text()).toBe("one two");
  });
});
