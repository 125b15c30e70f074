import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Lab } from "./lab.ts";

const BINARY = Buffer.from([0, 255, 254, 0x1e, 0x1e, 10, 13, 0, 0x80, 0xc3, 0x28, 0x1e]);

/** How output arrives: whole, in order, from any offset, bounded. */
export function outputContract(lab: Lab) {
  const { step, collect, hold } = lab;

  it("delivers stdout and stderr in the order in which they were written, then the exit code and the length", async () => {
    const work = step("echo one; echo two >&2; echo three; exit 3", {
      does: [{ write: "one\n" }, { write: "two\n" }, { write: "three\n" }],
      code: 3,
    });
    expect((await lab.session.start(work)).kind).toBe("running");
    const { end, output } = await collect(lab.session, work.key);
    expect(output.toString()).toBe("one\ntwo\nthree\n");
    expect(end).toEqual({ kind: "exited", code: 3, bytes: 14 });
    expect(await lab.session.state(work.key)).toEqual({ kind: "ended", end });
  });

  it("delivers output while the step is still running", async () => {
    const gate = hold();
    const work = step(`echo early; ${lab.fixture.waitFor(gate)}; echo late`, {
      does: [{ write: "early\n" }, { hold: gate }, { write: "late\n" }],
    });
    await lab.session.start(work);
    let seen = "";
    const end = await lab.session.follow(work.key, 0, async (chunk) => {
      seen += chunk.toString();
      if (seen === "early\n") lab.fixture.release(gate);
    });
    expect({ seen, kind: end.kind }).toEqual({ seen: "early\nlate\n", kind: "exited" });
  });

  it("delivers binary output byte for byte", async () => {
    const octal = [...BINARY].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
    const work = step(`printf '${octal}'`, { does: [{ write: BINARY }] });
    await lab.session.start(work);
    expect((await collect(lab.session, work.key)).output).toEqual(BINARY);
  });

  it("goes on from any byte offset, also after the end", async () => {
    const work = step("printf 0123456789", { does: [{ write: "0123456789" }] });
    await lab.session.start(work);
    for (const [from, rest] of [
      [0, "0123456789"],
      [7, "789"],
      [10, ""],
    ] as const) {
      const { end, output } = await collect(lab.session, work.key, from);
      expect({ rest: output.toString(), end }).toEqual({ rest, end: { kind: "exited", code: 0, bytes: 10 } });
    }
  });

  it("delivers a large output in full to two followers at once, whose digest is the host's", async () => {
    const line = `${"x".repeat(99)}\n`;
    const work = step(
      `i=0; while [ $i -lt 200 ]; do printf '%s' "$BLOCK"; i=$((i + 1)); done`,
      { does: [{ write: line.repeat(20_000) }] },
      { env: { BLOCK: line.repeat(100) } },
    );
    await lab.session.start(work);
    const expected = createHash("sha256").update(line.repeat(20_000)).digest("hex");
    const both = await Promise.all([collect(lab.session, work.key), collect(lab.session, work.key)]);
    for (const { end, output } of both) {
      expect(end).toEqual({ kind: "exited", code: 0, bytes: 2_000_000 });
      expect(createHash("sha256").update(output).digest("hex")).toBe(expected);
    }
    expect(await lab.session.outputSha256(work.key, 2_000_000)).toBe(expected);
  });

  it("digests exactly the bytes it is asked for", async () => {
    const work = step("printf 'abc and more'", { does: [{ write: "abc and more" }] });
    await lab.session.start(work);
    await collect(lab.session, work.key);
    expect(await lab.session.outputSha256(work.key, 3)).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  it("stores no output beyond the cap, says so, and lets the step go on", async () => {
    const script = `head -c 300000 /dev/zero; ${lab.fixture.waitFor("capped")}; echo after; exit 5`;
    const work = step(
      script,
      { does: [{ write: Buffer.alloc(300_000) }, { hold: "capped" }, { write: "after\n" }], code: 5 },
      { maxOutputBytes: 100_000 },
    );
    await lab.session.start(work);
    lab.fixture.release("capped");
    const { end, output } = await collect(lab.session, work.key);
    const marker = "\n[backout: output beyond 100000 bytes is not stored]\n";
    expect(end).toEqual({ kind: "exited", code: 5, bytes: 100_000 + marker.length });
    expect(output.subarray(0, 100_000).equals(Buffer.alloc(100_000))).toBe(true);
    expect(output.subarray(100_000).toString()).toBe(marker);
  });

  it("ends only the watching when the signal says so", async () => {
    const gate = hold();
    const work = step(`echo one; ${lab.fixture.waitFor(gate)}; echo two`, {
      does: [{ write: "one\n" }, { hold: gate }, { write: "two\n" }],
    });
    await lab.session.start(work);
    const controller = new AbortController();
    const watching = lab.session.follow(
      work.key,
      0,
      async () => controller.abort(new Error("seen enough")),
      controller.signal,
    );
    await expect(watching).rejects.toThrow("seen enough");
    expect((await lab.session.state(work.key)).kind).toBe("running");
    lab.fixture.release(gate);
    expect((await collect(lab.session, work.key)).output.toString()).toBe("one\ntwo\n");
  });

  it("rejects with what the consumer threw, and can be followed again", async () => {
    const work = step("echo out", { does: [{ write: "out\n" }] });
    await lab.session.start(work);
    const full = async () => {
      throw new Error("the store is full");
    };
    await expect(lab.session.follow(work.key, 0, full)).rejects.toThrow("the store is full");
    expect((await collect(lab.session, work.key)).output.toString()).toBe("out\n");
  });
}
