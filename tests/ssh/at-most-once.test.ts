import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { RemoteSession, StepState } from "#lib/ports/remote-executor.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { shellPath } from "./support.ts";

const executor = sshExecutor();
let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const SHELLS = ["dash", "bash", "busybox"] as const;
const step = (key: string, script: string) => ({ key, script, env: {}, timeoutMs: 60_000 });

function host(shell: (typeof SHELLS)[number], name: string) {
  const stateDir = join(sshd.directory, `${name}-${shell}`);
  const ledger = join(sshd.directory, `ledger-${name}-${shell}`);
  mkdirSync(ledger, { recursive: true });
  return {
    stateDir,
    /** Shell text that records that the body of this key ran. */
    mark: (key: string) => `echo x >> ${ledger}/${key}`,
    ran: (key: string) => (existsSync(join(ledger, key)) ? readFileSync(join(ledger, key), "utf8").length / 2 : 0),
    open: () => executor.open(sshd.target({ shell: shellPath(shell, sshd.directory), stateDir }), sshd.credential),
    /** pid of the supervisor or of the session leader of a step, as its record says. */
    pid(key: string, record: "supervisor" | "leader"): number | undefined {
      try {
        const file = record === "leader" ? "step" : `sup.${readFileSync(join(stateDir, key, "claim"), "utf8").trim()}`;
        return (
          Number(
            readFileSync(join(stateDir, key, file), "utf8")
              .trim()
              .split(" ")[0],
          ) || undefined
        );
      } catch {
        return undefined;
      }
    },
  };
}
async function ended(session: RemoteSession, key: string): Promise<Extract<StepState, { kind: "ended" }>> {
  await session.follow(key, 0, async () => {});
  const state = await session.state(key);
  if (state.kind !== "ended") throw new Error(`${key} is ${state.kind}`);
  return state;
}
function kill9(pid: number | undefined): boolean {
  try {
    if (pid === undefined) return false;
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

describe.each(SHELLS)("at most once under %s", (shell) => {
  it("runs each of many keys once although three sessions start them all at the same time", async () => {
    const { open, mark, ran } = host(shell, "race");
    const sessions = await Promise.all([open(), open(), open()]);
    const keys = Array.from({ length: shell === "dash" ? 100 : 25 }, (_, i) => `race.k${i}.1`);
    await Promise.all(
      sessions.map(async (session) => Promise.all(keys.map((key) => session.start(step(key, mark(key)))))),
    );
    for (const key of keys)
      expect((await ended(sessions[0] as RemoteSession, key)).end).toMatchObject({ kind: "exited", code: 0 });
    expect(keys.filter((key) => ran(key) !== 1)).toEqual([]);
    for (const session of sessions) await session.close();
  });

  it("never runs a step twice when its supervisor is killed; the exit code is known or the step is lost", async () => {
    const { open, mark, ran, pid } = host(shell, "supervisor");
    const session = await open();
    const outcomes = new Map<string, number>();
    const trial = async (key: string) => {
      const work = step(key, `${mark(key)}; sleep 0.1; exit 4`);
      const starting = session.start(work);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      kill9(pid(key, "supervisor"));
      await starting;
      await session.start(work);
      const { end } = await ended(session, key);
      await session.start(work);
      const outcome = end.kind === "exited" ? `exited ${end.code}` : end.kind;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(ran(key)).toBeLessThanOrEqual(1);
      if (outcome !== "exited 4") expect({ key, end, ran: ran(key) }).toMatchObject({ end: { kind: "lost" }, ran: 0 });
    };
    await Promise.all(Array.from({ length: 15 }, (_, i) => trial(`sup.k${i}.1`)));
    expect(outcomes.get("exited 4") ?? 0).toBeGreaterThan(7);
    await session.close();
  });

  it("calls a step lost when supervisor and step were both killed, and does not run it again", async () => {
    const { open, mark, ran, pid } = host(shell, "both");
    const session = await open();
    const key = "both.k.1";
    const work = step(key, `${mark(key)}; echo begun; sleep 60`);
    await session.start(work);
    const watching = session.follow(key, 0, async () => {
      kill9(pid(key, "supervisor"));
      process.kill(-(pid(key, "leader") as number), "SIGKILL");
    });
    expect(await watching).toEqual({
      kind: "lost",
      reason: "both the step and its supervisor were killed on the host",
      bytes: 6,
    });
    expect(await session.start(work)).toMatchObject({ kind: "ended", end: { kind: "lost" } });
    expect(ran(key)).toBe(1);
    await session.close();
  });

  it("waits for what a killed session leader leaves running before it says how the step ended", async () => {
    const { open, pid } = host(shell, "leader");
    const session = await open();
    await session.start(step("leader.k.1", "echo begun; sleep 0.4; echo still here"));
    let seen = "";
    const end = await session.follow("leader.k.1", 0, async (chunk) => {
      if (seen === "") kill9(pid("leader.k.1", "leader"));
      seen += chunk.toString();
    });
    expect({ seen, end }).toEqual({
      seen: "begun\nstill here\n",
      end: { kind: "exited", code: 137, bytes: seen.length },
    });
    await session.close();
  });

  it("calls a step lost after a reboot, unless its end was recorded", async () => {
    const { open, stateDir } = host(shell, "reboot");
    const session = await open();
    await session.start(step("reboot.k.1", "echo out; exit 2"));
    await ended(session, "reboot.k.1");
    const files = join(stateDir, "reboot.k.1");
    const otherBoot = (file: string) => {
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(session.bootId, "00000000-0000-0000-0000-000000000000"));
    };
    for (const file of ["step", `sup.${readFileSync(join(files, "claim"), "utf8").trim()}`])
      otherBoot(join(files, file));
    expect(await session.state("reboot.k.1")).toMatchObject({ end: { kind: "exited", code: 2 } });
    writeFileSync(join(files, "rc"), `${" ".repeat(127)}\n`);
    writeFileSync(join(files, "code"), `${" ".repeat(127)}\n`);
    expect(await session.state("reboot.k.1")).toEqual({
      kind: "ended",
      end: { kind: "lost", reason: "the host was rebooted while the step ran", bytes: 4 },
    });
    await session.close();
  });

  it("does not take another process with the same number for the step", async () => {
    const { open, stateDir } = host(shell, "reuse");
    const session = await open();
    await session.start(step("reuse.k.1", "exit 2"));
    await ended(session, "reuse.k.1");
    const files = join(stateDir, "reuse.k.1");
    // This very process stands in for a stranger that got the number.
    const stranger = `${process.pid} 1 ${session.bootId}`;
    const supervisor = join(files, `sup.${readFileSync(join(files, "claim"), "utf8").trim()}`);
    writeFileSync(supervisor, readFileSync(supervisor, "utf8").replace(/^\d+ \d+ \S+/, stranger));
    writeFileSync(join(files, "step"), `${stranger} g .\n`);
    writeFileSync(join(files, "rc"), `${" ".repeat(127)}\n`);
    writeFileSync(join(files, "code"), `${" ".repeat(127)}\n`);
    expect(await session.cancel("reuse.k.1", 100)).toMatchObject({ kind: "lost" });
    await session.close();
  });
});

describe("the client", () => {
  it("may be killed at any moment of a start: the step runs once, and a new session finds it", {
    timeout: 60_000,
  }, async () => {
    const { open, mark, ran, stateDir } = host("dash", "client");
    const session = await open();
    const program = `
      import { readFileSync } from "node:fs";
      import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
      const { target, credential, step } = JSON.parse(readFileSync(0, "utf8"));
      const session = await sshExecutor().open(target, credential);
      console.log("open");
      await session.start(step);
      await session.follow(step.key, 0, async () => {});`;
    const trial = async (key: string) => {
      const work = step(key, `${mark(key)}; echo begun; sleep 0.2; echo done; exit 3`);
      const client = spawn(process.execPath, ["--input-type=module", "-e", program], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      client.stdin.end(JSON.stringify({ target: sshd.target({ stateDir }), credential: sshd.credential, step: work }));
      await new Promise((resolve) => client.stdout.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
      client.kill("SIGKILL");
      await session.start(work);
      let seen = "";
      const end = await session.follow(key, 0, async (chunk) => {
        seen += chunk.toString();
      });
      const expected = { seen: "begun\ndone\n", end: { kind: "exited", code: 3, bytes: 11 }, ran: 1 };
      expect({ seen, end, ran: ran(key) }).toEqual(expected);
    };
    await Promise.all(Array.from({ length: 4 }, (_, i) => trial(`client.k${i}.1`)));
    await session.close();
  });
});
