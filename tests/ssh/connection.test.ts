import { afterEach, describe, expect, it } from "vitest";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { ConnectError, ContactLost, type RemoteSession } from "#lib/ports/remote-executor.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { startTcpProxy, type TcpProxy } from "#lib/testing/tcp-proxy.ts";

const executor = sshExecutor();
const cleanup: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

async function server(...options: Parameters<typeof startSshd>): Promise<Sshd> {
  const sshd = await startSshd(...options);
  cleanup.push(() => sshd.stop());
  return sshd;
}
async function proxyTo(sshd: Sshd): Promise<TcpProxy> {
  const proxy = await startTcpProxy(sshd);
  cleanup.push(() => proxy.stop());
  return proxy;
}
async function open(sshd: Sshd, overrides: Parameters<Sshd["target"]>[0] = {}): Promise<RemoteSession> {
  const target = sshd.target({ stateDir: `${sshd.directory}/state`, ...overrides });
  const session = await executor.open(target, sshd.credential);
  cleanup.push(() => session.close());
  return session;
}
const step = (key: string, script: string) => ({ key, script, env: {}, timeoutMs: 60_000 });
const failureOf = async (opening: Promise<unknown>) => {
  const error = await opening.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return (error as ConnectError).failure;
};

describe("the host key", () => {
  it("is checked before any login is tried: with the wrong one the host sees no authentication", async () => {
    const sshd = await server();
    const hostKeySha256 = `SHA256:${"x".repeat(43)}`;
    expect(await failureOf(open(sshd, { hostKeySha256 }))).toEqual({
      kind: "hostKeyMismatch",
      expected: hostKeySha256,
      actual: sshd.hostKeySha256,
    });
    await expect
      .poll(() => sshd.log())
      .toMatch(/Connection closed|Connection reset|Unable to negotiate|Received disconnect/);
    expect(sshd.log()).not.toMatch(/Accepted|publickey|Failed|preauth.*user=/i);
  });

  it("stops everything when it changes under a target", async () => {
    const sshd = await server();
    const pinned = sshd.target();
    await (await open(sshd)).close();
    await sshd.restart({ newHostKey: true });
    expect(await failureOf(open(sshd, { hostKeySha256: pinned.hostKeySha256 }))).toMatchObject({
      kind: "hostKeyMismatch",
    });
    expect((await open(sshd)).bootId).not.toBe("");
  });

  it("may be of any kind the host has, not only of the kind it shows first", async () => {
    const sshd = await server({ hostKeys: ["rsa", "ecdsa", "ed25519"] });
    expect(await executor.scanHostKey(sshd.host, sshd.port)).not.toBe(sshd.hostKeySha256);
    const session = await open(sshd);
    expect(await session.state("a.b.1")).toEqual({ kind: "absent" });
  });
});

describe("what cannot be reached or used", () => {
  it("gives up on a host that accepts and says nothing, after the time it was given", async () => {
    const proxy = await proxyTo(await server());
    proxy.blackHole();
    const target = { name: "silent", host: proxy.host, port: proxy.port, user: "x", hostKeySha256: "SHA256:x" };
    const opening = executor.open(target, { kind: "password", password: "x" }, { timeoutMs: 500 });
    expect(await failureOf(opening)).toMatchObject({ kind: "unreachable" });
  });

  it("gives up at once when it is told to", async () => {
    const sshd = await server();
    const proxy = await proxyTo(sshd);
    proxy.blackHole();
    const controller = new AbortController();
    const opening = executor.open(sshd.target({ port: proxy.port }), sshd.credential, { signal: controller.signal });
    controller.abort(new Error("shutting down"));
    await expect(opening).rejects.toThrow("shutting down");
  });

  it("says what is wrong with a private key that cannot be read", async () => {
    const sshd = await server();
    const opening = executor.open(sshd.target(), { kind: "key", privateKey: "not a key" });
    expect(await failureOf(opening)).toEqual({ kind: "authRejected" });
    await expect(opening).rejects.toThrow(/cannot be tried/);
  });

  it.each([
    ["a shell that is not there", { shell: "/bin/no-such-shell" }, /no-such-shell/],
    ["a shell that is none", { shell: "true" }, /./],
    ["a state directory that cannot be made", { stateDir: "/proc/backout" }, /cannot be made/],
    ["a relative state directory", { stateDir: "state" }, /not an absolute path/],
  ])("says that the runner cannot be used: %s", async (_, overrides, reason) => {
    const sshd = await server();
    expect(await failureOf(open(sshd, overrides))).toEqual({
      kind: "runnerUnusable",
      reason: expect.stringMatching(reason),
    });
  });

  it("never takes a shell that ends at once for a host that is cut off, in whatever order the server says so", async () => {
    const sshd = await server();
    for (let i = 0; i < 40; i++)
      expect(await failureOf(open(sshd, { shell: "true" }))).toMatchObject({ kind: "runnerUnusable" });
  });

  it("refuses a state directory that others may enter", async () => {
    const sshd = await server();
    // The server's own directory is 0755.
    const reason = expect.stringMatching(/must have mode 0700/);
    expect(await failureOf(open(sshd, { stateDir: sshd.directory }))).toEqual({ kind: "runnerUnusable", reason });
  });
});

describe("a host with few sessions", () => {
  it.each([1, 2])("runs, follows and cancels with MaxSessions %i", async (max) => {
    const sshd = await server({ config: [`MaxSessions ${max}`] });
    const session = await open(sshd);
    await session.start(step("a.b.1", "echo begun; sleep 60"));
    const begun = Promise.withResolvers<void>();
    const watching = session.follow("a.b.1", 0, async () => begun.resolve());
    await begun.promise;
    expect((await session.state("a.b.1")).kind).toBe("running");
    expect(await session.cancel("a.b.1", 2_000)).toMatchObject({ kind: "cancelled", started: true });
    expect((await watching).kind).toBe("cancelled");
  });

  it("still stops a step when there is one channel on one connection in all, and loses none of its output", async () => {
    const sshd = await server({ config: ["MaxSessions 1"] });
    const proxy = await proxyTo(sshd);
    proxy.refuse(1);
    const session = await open(sshd, { port: proxy.port });
    await session.start(step("a.b.1", "i=0; while :; do echo $i; i=$((i + 1)); sleep 0.01; done"));
    let seen = "";
    const watching = session.follow("a.b.1", 0, async (chunk) => {
      seen += chunk.toString();
    });
    await expect.poll(() => seen).toContain("\n9\n");
    for (let i = 0; i < 5; i += 1) expect((await session.state("a.b.1")).kind).toBe("running");
    const end = await session.cancel("a.b.1", 2_000);
    expect(await watching).toEqual(end);
    expect(seen.length).toBe(end.bytes);
    const numbers = seen.split("\n").filter((line) => /^\d+$/.test(line));
    expect(numbers).toEqual(numbers.map((_, i) => String(i)));
  });

  it("serves more followers than a connection has channels", async () => {
    const sshd = await server();
    const session = await open(sshd);
    await session.start(step("a.b.1", "echo shared; sleep 0.3"));
    const followers = Array.from({ length: 20 }, async () => {
      let seen = "";
      await session.follow("a.b.1", 0, async (chunk) => {
        seen += chunk.toString();
      });
      return seen;
    });
    expect(new Set(await Promise.all(followers))).toEqual(new Set(["shared\n"]));
  });
});

describe("a connection that breaks", () => {
  it("rejects all that is under way on a reset, and the process lives", async () => {
    const sshd = await server();
    const proxy = await proxyTo(sshd);
    const session = await open(sshd, { port: proxy.port });
    await session.start(step("a.b.1", "echo begun; sleep 60"));
    const begun = Promise.withResolvers<void>();
    const watching = session.follow("a.b.1", 0, async () => begun.resolve());
    await begun.promise;
    const cancelling = (await open(sshd)).cancel("c.d.1", 1_000);
    proxy.reset();
    await expect(watching).rejects.toBeInstanceOf(ContactLost);
    await expect(session.state("a.b.1")).rejects.toBeInstanceOf(ContactLost);
    await cancelling;
    expect((await (await open(sshd)).state("a.b.1")).kind).toBe("running");
    await (await open(sshd)).cancel("a.b.1", 1_000);
  });

  it("is noticed within the keepalive limits when the path goes silent", { timeout: 40_000 }, async () => {
    const sshd = await server();
    const proxy = await proxyTo(sshd);
    const session = await open(sshd, { port: proxy.port });
    await session.start(step("a.b.1", "echo begun; sleep 60"));
    const begun = Promise.withResolvers<void>();
    const watching = session.follow("a.b.1", 0, async () => begun.resolve());
    await begun.promise;
    const from = Date.now();
    proxy.blackHole();
    await expect(watching).rejects.toBeInstanceOf(ContactLost);
    expect(Date.now() - from).toBeLessThan(21_000);
    await (await open(sshd)).cancel("a.b.1", 1_000);
  });
});
