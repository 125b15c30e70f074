import { describe, expect, it } from "vitest";
import { ContactLost } from "#lib/ports/remote-executor.ts";
import { remoteExecutorContract } from "./contracts/remote-executor/contract.ts";
import { FakeRemoteExecutor } from "./fake-remote-executor.ts";

const target = { name: "fake", host: "10.0.0.1", port: 22, user: "deploy", hostKeySha256: "SHA256:pinned" };
const credential = { kind: "password", password: "right" } as const;
const work = { key: "r.s.1", script: "work", env: {}, timeoutMs: 60_000 };

remoteExecutorContract("in memory", async () => {
  const executor = new FakeRemoteExecutor();
  const host = executor.host(target);
  host.hostKeySha256 = target.hostKeySha256;
  host.accepts = (given) => given.kind === "password" && given.password === "right";
  executor.host({ ...target, port: 1 }).refuse({ kind: "unreachable", reason: "connection refused" });
  return {
    executor,
    target,
    credential,
    wrongCredential: { kind: "password", password: "wrong" },
    deadPort: 1,
    teach: (script, plan) => host.teach(script, plan),
    release: (hold) => host.release(hold),
    waitFor: (hold) => `wait for ${hold}`,
    stop: async () => {},
  };
});

describe("faults of the fake host", () => {
  it("cuts at the byte it was told and goes on from there in a new session", async () => {
    const executor = new FakeRemoteExecutor();
    const host = executor.host(target);
    host.teach("work", { does: [{ write: "0123456789" }] });
    const session = await executor.open(target, credential);
    await session.start(work);
    host.cutAfter(4);
    let seen = "";
    const onChunk = async (chunk: Buffer) => {
      seen += chunk.toString();
    };
    await expect(session.follow(work.key, 0, onChunk)).rejects.toBeInstanceOf(ContactLost);
    expect(seen).toBe("0123");
    const again = await executor.open(target, credential);
    await again.follow(work.key, 4, onChunk);
    expect(seen).toBe("0123456789");
  });

  it("starts the step although the answer is lost", async () => {
    const executor = new FakeRemoteExecutor();
    const host = executor.host(target);
    host.loseAnswer("start");
    const session = await executor.open(target, credential);
    await expect(session.start(work)).rejects.toBeInstanceOf(ContactLost);
    expect(await (await executor.open(target, credential)).state(work.key)).toMatchObject({
      kind: "ended",
      end: { kind: "exited" },
    });
  });

  it("loses running steps in a reboot and changes its boot id", async () => {
    const executor = new FakeRemoteExecutor();
    const host = executor.host(target);
    host.teach("work", { does: [{ hold: "never" }] });
    const session = await executor.open(target, credential);
    await session.start(work);
    host.reboot();
    await expect(session.state(work.key)).rejects.toBeInstanceOf(ContactLost);
    const again = await executor.open(target, credential);
    expect(again.bootId).not.toBe(session.bootId);
    expect(await again.state(work.key)).toMatchObject({ kind: "ended", end: { kind: "lost" } });
  });

  it("refuses connections with the failure it was told", async () => {
    const executor = new FakeRemoteExecutor();
    executor.host(target).refuse({ kind: "unreachable", reason: "no route" });
    await expect(executor.open(target, credential)).rejects.toMatchObject({
      failure: { kind: "unreachable", reason: "no route" },
    });
  });
});
