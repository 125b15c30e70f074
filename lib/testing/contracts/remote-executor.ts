import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  ConnectError,
  ContactLost,
  type RemoteExecutor,
  type RemoteSession,
  type StepEnd,
  StepRefused,
  type StepScript,
  type TargetAddress,
  type TargetCredential,
} from "#lib/ports/remote-executor.ts";
import type { StepPlan } from "../fake-step.ts";

export type ExecutorFixture = {
  executor: RemoteExecutor;
  target: TargetAddress;
  credential: TargetCredential;
  wrongCredential: TargetCredential;
  /** A port on the same host where nothing listens. */
  deadPort: number;
  /** Tells a fake what the script does; nothing to do for a real host. */
  teach(script: string, plan: StepPlan | ((step: StepScript) => StepPlan)): void;
  /** Lets steps pass `hold NAME` in their scripts. */
  release(hold: string): void;
  /** Shell text that waits until `release(hold)`. */
  waitFor(hold: string): string;
  stop(): Promise<void>;
};

const HOSTILE: Record<string, string> = {
  EMPTY: "",
  QUOTES: `it's "quoted" 'twice'`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a hostile value, which has to arrive exactly as it stands.
  EXPANSION: "$(touch /tmp/never) `touch /tmp/never` ${HOME} $HOME $$ !! \\ \\n",
  LINES: "first\nsecond\r\n\n\tfourth\n",
  DASHES: "--upload-pack=touch -rf",
  UNICODE: "héllo €😀 \u202e",
  CONTROL: "\x01\x1b[31m\x7f\x81\x82\x88",
  GLOB: "* ? [a-z] ~ {a,b} # ; & | < > ( )",
  EOF: "EOF\nEOF",
};
const BINARY = Buffer.from([0, 255, 254, 0x1e, 0x1e, 10, 13, 0, 0x80, 0xc3, 0x28, 0x1e]);

/** What every RemoteExecutor does, real or fake. */
export function remoteExecutorContract(name: string, makeFixture: () => Promise<ExecutorFixture>) {
  describe(`RemoteExecutor: ${name}`, () => {
    let fixture: ExecutorFixture;
    let session: RemoteSession;
    const others: RemoteSession[] = [];
    const open = async () => {
      const other = await fixture.executor.open(fixture.target, fixture.credential);
      others.push(other);
      return other;
    };
    const newKey = () => `run-${randomBytes(6).toString("hex")}.step.1`;
    const step = (
      script: string,
      plan: StepPlan | ((step: StepScript) => StepPlan),
      rest: Partial<StepScript> = {},
    ): StepScript => {
      fixture.teach(script, plan);
      return { key: newKey(), script, env: {}, timeoutMs: 60_000, ...rest };
    };
    /** Follows to the end; fails on a gap, an overlap, a large chunk or a call that was not awaited. */
    const collect = async (on: RemoteSession, key: string, fromByte = 0): Promise<{ end: StepEnd; output: Buffer }> => {
      const parts: Buffer[] = [];
      let at = fromByte;
      let busy = false;
      const end = await on.follow(key, fromByte, async (chunk, atByte) => {
        expect({ busy, atByte }).toEqual({ busy: false, atByte: at });
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
        busy = true;
        await new Promise((resolve) => setImmediate(resolve));
        busy = false;
        parts.push(Buffer.from(chunk));
        at += chunk.length;
      });
      return { end, output: Buffer.concat(parts) };
    };
    const hold = () => `h${randomBytes(6).toString("hex")}`;

    beforeAll(async () => {
      fixture = await makeFixture();
      session = await fixture.executor.open(fixture.target, fixture.credential);
    });
    afterEach(async () => {
      for (const other of others.splice(0)) await other.close();
    });
    afterAll(async () => {
      await session?.close();
      await fixture?.stop();
    });

    it("delivers stdout and stderr in the order in which they were written, then the exit code and the length", async () => {
      const work = step("echo one; echo two >&2; echo three; exit 3", {
        does: [{ write: "one\n" }, { write: "two\n" }, { write: "three\n" }],
        code: 3,
      });
      expect((await session.start(work)).kind).toBe("running");
      const { end, output } = await collect(session, work.key);
      expect(output.toString()).toBe("one\ntwo\nthree\n");
      expect(end).toEqual({ kind: "exited", code: 3, bytes: 14 });
      expect(await session.state(work.key)).toEqual({ kind: "ended", end });
    });

    it("delivers output while the step is still running", async () => {
      const gate = hold();
      const work = step(`echo early; ${fixture.waitFor(gate)}; echo late`, {
        does: [{ write: "early\n" }, { hold: gate }, { write: "late\n" }],
      });
      await session.start(work);
      let seen = "";
      const end = await session.follow(work.key, 0, async (chunk) => {
        seen += chunk.toString();
        if (seen === "early\n") fixture.release(gate);
      });
      expect({ seen, kind: end.kind }).toEqual({ seen: "early\nlate\n", kind: "exited" });
    });

    it("delivers binary output byte for byte", async () => {
      const octal = [...BINARY].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
      const work = step(`printf '${octal}'`, { does: [{ write: BINARY }] });
      await session.start(work);
      expect((await collect(session, work.key)).output).toEqual(BINARY);
    });

    it("goes on from any byte offset, also after the end", async () => {
      const work = step("printf 0123456789", { does: [{ write: "0123456789" }] });
      await session.start(work);
      for (const [from, rest] of [
        [0, "0123456789"],
        [7, "789"],
        [10, ""],
      ] as const) {
        const { end, output } = await collect(session, work.key, from);
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
      await session.start(work);
      const expected = createHash("sha256").update(line.repeat(20_000)).digest("hex");
      const both = await Promise.all([collect(session, work.key), collect(session, work.key)]);
      for (const { end, output } of both) {
        expect(end).toEqual({ kind: "exited", code: 0, bytes: 2_000_000 });
        expect(createHash("sha256").update(output).digest("hex")).toBe(expected);
      }
      expect(await session.outputSha256(work.key, 2_000_000)).toBe(expected);
    });

    it("digests exactly the bytes it is asked for", async () => {
      const work = step("printf 'abc and more'", { does: [{ write: "abc and more" }] });
      await session.start(work);
      await collect(session, work.key);
      expect(await session.outputSha256(work.key, 3)).toBe(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      );
    });

    it("says what is true of a step: absent, running, ended", async () => {
      const gate = hold();
      const work = step(`${fixture.waitFor(gate)}; exit 0`, { does: [{ hold: gate }] });
      expect(await session.state(work.key)).toEqual({ kind: "absent" });
      await session.start(work);
      expect(await session.state(work.key)).toMatchObject({ kind: "running", bytes: 0, sinceMs: expect.any(Number) });
      fixture.release(gate);
      await collect(session, work.key);
      expect(await session.state(work.key)).toEqual({ kind: "ended", end: { kind: "exited", code: 0, bytes: 0 } });
    });

    it("runs a step once, however often and from wherever it is started", async () => {
      const work = step("echo ran", { does: [{ write: "ran\n" }] });
      const other = await open();
      await Promise.all([session, other, session, other].map((on) => on.start(work)));
      const { end } = await collect(other, work.key);
      expect(await session.start(work)).toEqual({ kind: "ended", end });
      expect((await collect(session, work.key)).output.toString()).toBe("ran\n");
    });

    it("refuses a key that belongs to another script", async () => {
      const work = step("echo first", { does: [{ write: "first\n" }] });
      await session.start(work);
      await expect(session.start({ ...work, script: "echo second" })).rejects.toMatchObject({
        name: "StepRefused",
        reason: "conflict",
      });
      await collect(session, work.key);
      await expect(session.start({ ...work, script: "echo second" })).rejects.toMatchObject({
        name: "StepRefused",
        reason: "conflict",
      });
    });

    it("passes the environment as exact bytes", async () => {
      const names = Object.keys(HOSTILE);
      const script = names.map((name) => `printf '%s|' "$${name}"`).join("; ");
      const work = step(
        script,
        (taught) => ({ does: [{ write: names.map((name) => `${taught.env[name]}|`).join("") }] }),
        { env: HOSTILE },
      );
      await session.start(work);
      expect((await collect(session, work.key)).output.toString()).toBe(
        Object.values(HOSTILE)
          .map((value) => `${value}|`)
          .join(""),
      );
    });

    it.each([
      "PATH",
      "IFS",
      "ENV",
      "BASH_ENV",
      "LD_PRELOAD",
      "NODE_OPTIONS",
      "GIT_SSH_COMMAND",
      "BACKOUT_OUT",
      "lower",
      "A-B",
      "A=B",
      "A;reboot",
      "",
      "1A",
    ])("refuses to set %j for a step, and does not start it", async (forbidden) => {
      const work = step("echo never", {}, { env: { [forbidden]: "x" } });
      await expect(session.start(work)).rejects.toMatchObject({ name: "StepRefused", reason: "invalid" });
      expect(await session.state(work.key)).toEqual({ kind: "absent" });
    });

    it.each(["", ".", "..", "../x", "a/b", ".done", "-x", "a b", "a\nb", "x".repeat(300)])(
      "refuses %j as a key",
      async (key) => {
        await expect(session.state(key)).rejects.toBeInstanceOf(StepRefused);
      },
    );

    it("hands back what the script captured; later lines win", async () => {
      const script = `printf 'FILE=/tmp/a b\\nN=1\\nnot a capture\\n' >> "$BACKOUT_OUT"; echo "N=2=3" >> "$BACKOUT_OUT"`;
      const work = step(script, { does: [{ capture: { FILE: "/tmp/a b", N: "1" } }, { capture: { N: "2=3" } }] });
      await session.start(work);
      await collect(session, work.key);
      expect(await session.captures(work.key)).toEqual({ FILE: "/tmp/a b", N: "2=3" });
    });

    it("has no captures when the script wrote none", async () => {
      const work = step("echo none", { does: [{ write: "none\n" }] });
      await session.start(work);
      await collect(session, work.key);
      expect(await session.captures(work.key)).toEqual({});
    });

    it("ends a step at its time limit", async () => {
      const work = step(
        "echo begun; sleep 60",
        { does: [{ write: "begun\n" }, { hold: "never" }] },
        { timeoutMs: 400 },
      );
      await session.start(work);
      const { end, output } = await collect(session, work.key);
      expect({ end, output: output.toString() }).toEqual({
        end: { kind: "timedOut", afterMs: 400, bytes: 6 },
        output: "begun\n",
      });
    });

    it("cancels a running step, and every watcher learns it", async () => {
      const work = step("echo begun; sleep 60", { does: [{ write: "begun\n" }, { hold: "never" }] });
      await session.start(work);
      const begun = Promise.withResolvers<void>();
      const watched = session.follow(work.key, 0, async () => begun.resolve());
      await begun.promise;
      const end = await session.cancel(work.key, 2_000);
      expect(end).toEqual({ kind: "cancelled", started: true, bytes: 6 });
      expect(await watched).toEqual(end);
      expect(await session.state(work.key)).toEqual({ kind: "ended", end });
      expect(await session.cancel(work.key, 2_000)).toEqual(end);
    });

    it("cancels a step that ignores TERM after the grace", async () => {
      const work = step("trap '' TERM; echo begun; sleep 60; sleep 60", {
        does: [{ write: "begun\n" }, { hold: "never" }],
        ignoresTerm: true,
      });
      await session.start(work);
      const begun = Promise.withResolvers<void>();
      const watched = session.follow(work.key, 0, async () => begun.resolve());
      await begun.promise;
      expect(await session.cancel(work.key, 300)).toMatchObject({ kind: "cancelled", started: true });
      expect((await watched).kind).toBe("cancelled");
    });

    it("keeps a step that was cancelled before its start from ever starting", async () => {
      const work = step("echo never", { does: [{ write: "never\n" }] });
      const end: StepEnd = { kind: "cancelled", started: false, bytes: 0 };
      expect(await session.cancel(work.key, 1_000)).toEqual(end);
      expect(await session.start(work)).toEqual({ kind: "ended", end });
      expect(await collect(session, work.key)).toEqual({ end, output: Buffer.alloc(0) });
    });

    it("does not change how a step ended when it is cancelled too late", async () => {
      const work = step("exit 4", { code: 4 });
      await session.start(work);
      const { end } = await collect(session, work.key);
      expect(await session.cancel(work.key, 1_000)).toEqual(end);
    });

    it("stores no output beyond the cap, says so, and lets the step go on", async () => {
      const script = `head -c 300000 /dev/zero; ${fixture.waitFor("capped")}; echo after; exit 5`;
      const work = step(
        script,
        { does: [{ write: Buffer.alloc(300_000) }, { hold: "capped" }, { write: "after\n" }], code: 5 },
        { maxOutputBytes: 100_000 },
      );
      await session.start(work);
      fixture.release("capped");
      const { end, output } = await collect(session, work.key);
      const marker = "\n[backout: output beyond 100000 bytes is not stored]\n";
      expect(end).toEqual({ kind: "exited", code: 5, bytes: 100_000 + marker.length });
      expect(output.subarray(0, 100_000).equals(Buffer.alloc(100_000))).toBe(true);
      expect(output.subarray(100_000).toString()).toBe(marker);
    });

    it("ends only the watching when the signal says so", async () => {
      const gate = hold();
      const work = step(`echo one; ${fixture.waitFor(gate)}; echo two`, {
        does: [{ write: "one\n" }, { hold: gate }, { write: "two\n" }],
      });
      await session.start(work);
      const controller = new AbortController();
      const watching = session.follow(
        work.key,
        0,
        async () => controller.abort(new Error("seen enough")),
        controller.signal,
      );
      await expect(watching).rejects.toThrow("seen enough");
      expect((await session.state(work.key)).kind).toBe("running");
      fixture.release(gate);
      expect((await collect(session, work.key)).output.toString()).toBe("one\ntwo\n");
    });

    it("rejects with what the consumer threw, and can be followed again", async () => {
      const work = step("echo out", { does: [{ write: "out\n" }] });
      await session.start(work);
      const full = async () => {
        throw new Error("the store is full");
      };
      await expect(session.follow(work.key, 0, full)).rejects.toThrow("the store is full");
      expect((await collect(session, work.key)).output.toString()).toBe("out\n");
    });

    it("lets steps go on when the session is closed, and answers no verb any more", async () => {
      const gate = hold();
      const work = step(`${fixture.waitFor(gate)}; echo done`, { does: [{ hold: gate }, { write: "done\n" }] });
      const other = await open();
      await other.start(work);
      const watching = other.follow(work.key, 0, async () => {});
      watching.catch(() => {});
      await other.close();
      await expect(watching).rejects.toBeInstanceOf(ContactLost);
      await expect(other.state(work.key)).rejects.toBeInstanceOf(ContactLost);
      await expect(other.start(work)).rejects.toBeInstanceOf(ContactLost);
      await expect(other.follow(work.key, 0, async () => {})).rejects.toBeInstanceOf(ContactLost);
      fixture.release(gate);
      expect((await collect(session, work.key)).output.toString()).toBe("done\n");
    });

    it("cleans an ended step and remembers that it was there", async () => {
      const gate = hold();
      const work = step(`${fixture.waitFor(gate)}; echo ran`, { does: [{ hold: gate }, { write: "ran\n" }] });
      await session.start(work);
      await expect(session.clean(work.key)).rejects.toMatchObject({ name: "StepRefused", reason: "running" });
      expect(await session.list()).toContain(work.key);
      fixture.release(gate);
      await collect(session, work.key);
      await session.clean(work.key);
      await session.clean(work.key);
      expect(await session.list()).not.toContain(work.key);
      const lost = {
        kind: "ended",
        end: { kind: "lost", reason: "the step's files were removed from the host", bytes: 0 },
      };
      expect(await session.state(work.key)).toEqual(lost);
      expect(await session.start(work)).toEqual(lost);
    });

    it("says that a step is lost of which the host knows nothing", async () => {
      const { end, output } = await collect(session, newKey());
      expect(end).toMatchObject({ kind: "lost", reason: "the host has no record of this step" });
      expect(output.length).toBe(0);
    });

    it("knows the boot of the host and how far its clock is off", async () => {
      const other = await open();
      expect(other.bootId).toBe(session.bootId);
      expect(other.bootId).not.toBe("");
      expect(Math.abs(other.clockSkewMs)).toBeLessThan(2_000);
    });

    it("shows the host key without logging in", async () => {
      expect(await fixture.executor.scanHostKey(fixture.target.host, fixture.target.port)).toBe(
        fixture.target.hostKeySha256,
      );
    });

    it("refuses a host whose key is not the pinned one", async () => {
      const hostKeySha256 = `SHA256:${"A".repeat(43)}`;
      const error = await fixture.executor
        .open({ ...fixture.target, hostKeySha256 }, fixture.credential)
        .catch((e) => e);
      expect(error).toBeInstanceOf(ConnectError);
      expect(error.failure).toEqual({
        kind: "hostKeyMismatch",
        expected: hostKeySha256,
        actual: fixture.target.hostKeySha256,
      });
    });

    it("says when the credential is refused", async () => {
      const error = await fixture.executor.open(fixture.target, fixture.wrongCredential).catch((e) => e);
      expect(error).toBeInstanceOf(ConnectError);
      expect(error.failure).toEqual({ kind: "authRejected" });
    });

    it("says when nothing answers", async () => {
      const error = await fixture.executor
        .open({ ...fixture.target, port: fixture.deadPort }, fixture.credential)
        .catch((e) => e);
      expect(error).toBeInstanceOf(ConnectError);
      expect(error.failure.kind).toBe("unreachable");
    });
  });
}
