import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { ContactLost, type StepEnd } from "#lib/ports/remote-executor.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { startTcpProxy } from "#lib/testing/tcp-proxy.ts";
import { shellPath } from "./support.ts";

const executor = sshExecutor();
let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

/** Random bytes: a gap, a repetition or a swap changes the hash. */
const stream = (mebibytes: number) => `head -c ${mebibytes * 1024 * 1024} /dev/urandom`;

describe("output that is followed over a path that breaks", () => {
  it.each(["dash", "busybox"] as const)("arrives byte for byte after 25 resets at random bytes (%s)", async (shell) => {
    const key = `cut-${shell}.s.1`;
    const proxy = await startTcpProxy(sshd);
    const target = sshd.target({ shell: shellPath(shell, sshd.directory), stateDir: `${sshd.directory}/resume` });
    const direct = await executor.open(target, sshd.credential);
    await direct.start({ key, script: stream(24), env: {}, timeoutMs: 60_000 });
    const hash = createHash("sha256");
    let at = 0;
    let cuts = 0;
    let end: StepEnd | undefined;
    while (!end) {
      if (cuts < 25) proxy.resetAfter(Math.floor(8_000 + Math.random() * 1_600_000));
      else proxy.forward();
      try {
        const session = await executor.open({ ...target, port: proxy.port }, sshd.credential);
        try {
          end = await session.follow(key, at, async (chunk, atByte) => {
            expect(atByte).toBe(at);
            hash.update(chunk);
            at += chunk.length;
          });
        } finally {
          await session.close();
        }
      } catch (error) {
        if (!(error instanceof ContactLost) && (error as Error).name !== "ConnectError") throw error;
        cuts += 1;
      }
    }
    expect(cuts).toBe(25);
    expect(end).toEqual({ kind: "exited", code: 0, bytes: 24 * 1024 * 1024 });
    expect(at).toBe(end.bytes);
    expect(hash.digest("hex")).toBe(await direct.outputSha256(key, end.bytes));
    await direct.close();
    await proxy.stop();
  });

  it("goes on although every sshd process of the connection is killed; re-attaching gives all bytes", async () => {
    const target = sshd.target({ stateDir: `${sshd.directory}/resume` });
    const script = "i=0; while [ $i -lt 20 ]; do echo line $i; sleep 0.05; i=$((i + 1)); done; exit 3";
    const session = await executor.open(target, sshd.credential);
    await session.start({ key: "kill.s.1", script, env: {}, timeoutMs: 60_000 });
    let seen = "";
    const onChunk = async (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes("line 3\n")) sshd.killSessions();
    };
    await expect(session.follow("kill.s.1", 0, onChunk)).rejects.toBeInstanceOf(ContactLost);
    const again = await executor.open(target, sshd.credential);
    const end = await again.follow("kill.s.1", seen.length, async (chunk) => {
      seen += chunk.toString();
    });
    expect(end).toMatchObject({ kind: "exited", code: 3 });
    expect(seen).toBe(Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join(""));
    await again.close();
  });
});

describe("a flood", () => {
  it("of 100 MB arrives whole, with bounded memory although the consumer is slow", { timeout: 90_000 }, async () => {
    const session = await executor.open(sshd.target({ stateDir: `${sshd.directory}/flood` }), sshd.credential);
    const bytes = 100 * 1024 * 1024;
    await session.start({ key: "flood.s.1", script: stream(100), env: {}, timeoutMs: 60_000 });
    const hash = createHash("sha256");
    const before = process.memoryUsage().rss;
    let peak = before;
    let count = 0;
    const end = await session.follow("flood.s.1", 0, async (chunk) => {
      hash.update(chunk);
      count += 1;
      if (count % 64 === 0) {
        peak = Math.max(peak, process.memoryUsage().rss);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    expect(end).toEqual({ kind: "exited", code: 0, bytes });
    expect(hash.digest("hex")).toBe(await session.outputSha256("flood.s.1", bytes));
    expect((peak - before) / 1024 / 1024).toBeLessThan(100);
    await session.close();
  });

  it("does not keep Stop waiting", async () => {
    const session = await executor.open(sshd.target({ stateDir: `${sshd.directory}/flood` }), sshd.credential);
    await session.start({ key: "stop.s.1", script: "yes", env: {}, timeoutMs: 60_000, maxOutputBytes: 200_000_000 });
    const stuck = Promise.withResolvers<void>();
    const watching = session.follow("stop.s.1", 0, () => stuck.promise);
    watching.catch(() => {});
    await expect.poll(async () => (await session.state("stop.s.1")).kind).toBe("running");
    const from = Date.now();
    expect(await session.cancel("stop.s.1", 2_000)).toMatchObject({ kind: "cancelled", started: true });
    expect(Date.now() - from).toBeLessThan(4_000);
    stuck.resolve();
    await session.close();
  });

  it("does not reach the watcher beyond the cap, while the step runs on", async () => {
    const session = await executor.open(sshd.target({ stateDir: `${sshd.directory}/flood` }), sshd.credential);
    const script = "yes | head -c 60000000; sleep 0.5; yes | head -c 1000000; exit 6";
    await session.start({ key: "cap.s.1", script, env: {}, timeoutMs: 60_000, maxOutputBytes: 1_000_000 });
    let output = Buffer.alloc(0);
    const end = await session.follow("cap.s.1", 0, async (chunk) => {
      output = Buffer.concat([output, chunk]);
    });
    const marker = "\n[backout: output beyond 1000000 bytes is not stored]\n";
    expect(end).toEqual({ kind: "exited", code: 6, bytes: 1_000_000 + marker.length });
    expect(output.toString()).toBe("y\n".repeat(500_000) + marker);
    expect(await session.outputSha256("cap.s.1", end.bytes)).toBe(createHash("sha256").update(output).digest("hex"));
    await session.close();
  });
});
