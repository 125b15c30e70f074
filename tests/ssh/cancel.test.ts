import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { shellPath } from "./support.ts";

const executor = sshExecutor();
let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const SHELLS = ["dash", "bash", "busybox"] as const;
const step = (key: string, script: string, timeoutMs = 60_000) => ({ key, script, env: {}, timeoutMs });
const open = (shell: (typeof SHELLS)[number], name: string) =>
  executor.open(
    sshd.target({ shell: shellPath(shell, sshd.directory), stateDir: join(sshd.directory, `${name}-${shell}`) }),
    sshd.credential,
  );

/** Marks the processes of one test of one run of the suite. */
const word = (name: string, shell: string) => `${name}-${shell}-of-${process.pid}`;

/** Living processes (zombies are dead) with this word in their environment, whoever their parent is now. */
function census(word: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const alive = !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
        return alive && readFileSync(`/proc/${pid}/environ`, "latin1").includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}
/** Resolves once the step has printed something. */
async function begun(session: RemoteSession, key: string): Promise<void> {
  const first = Promise.withResolvers<void>();
  const watching = new AbortController();
  const end = session.follow(key, 0, async () => first.resolve(), watching.signal).catch(() => undefined);
  expect(await Promise.race([first.promise, end])).toBeUndefined();
  watching.abort();
}

describe.each(SHELLS)("cancel under %s", (shell) => {
  it("leaves nothing of a tree of 60 processes, those that ignore TERM or are stopped included", async () => {
    const session = await open(shell, "tree");
    const script = `i=0
      while [ $i -lt 15 ]; do (trap '' TERM; exec sleep 300) & (sleep 301; :) & sh -c 'sleep 302; :' & (kill -STOP $$; :) & i=$((i + 1)); done
      sleep 303 & kill -STOP $!
      echo started; wait; sleep 300`.replace("(kill -STOP $$; :) &", "(exec sleep 304) &");
    await session.start({ ...step("tree.k.1", script), env: { CENSUS: word("tree", shell) } });
    await begun(session, "tree.k.1");
    expect(census(word("tree", shell)).length).toBeGreaterThan(50);
    expect(await session.cancel("tree.k.1", 500)).toMatchObject({ kind: "cancelled", started: true });
    expect(census(word("tree", shell))).toEqual([]);
    await session.close();
  });

  it("lets a step end itself within the grace and keeps what it says then", async () => {
    const session = await open(shell, "grace");
    await session.start(
      step(
        "grace.k.1",
        "trap 'echo tidying; sleep 0.2; echo tidy; exit 9' TERM; echo begun; while :; do sleep 0.05; done",
      ),
    );
    await begun(session, "grace.k.1");
    const end = await session.cancel("grace.k.1", 5_000);
    let seen = "";
    await session.follow("grace.k.1", 0, async (chunk) => {
      seen += chunk.toString();
    });
    expect({ end, seen }).toEqual({
      end: { kind: "cancelled", started: true, bytes: seen.length },
      seen: expect.stringMatching(/^begun\n(Terminated\n)?tidying\ntidy\n$/),
    });
    await session.close();
  });

  it("that races the start never leaves a survivor, and never calls what ran not started", {
    timeout: 240_000,
  }, async () => {
    const [starter, canceller] = await Promise.all([open(shell, "racing"), open(shell, "racing")]);
    const ledger = join(sshd.directory, `racing-ledger-${shell}`);
    mkdirSync(ledger);
    const kinds = new Map<string, number>();
    // How long a start takes on this machine now, so that the cancels fall before, into and after it.
    const from = performance.now();
    await starter.start(step("racing.warm.1", `echo x > ${ledger}/warm`));
    await expect.poll(() => existsSync(join(ledger, "warm")), { interval: 1 }).toBe(true);
    const startMs = performance.now() - from;
    const trial = async (key: string) => {
      const starting = starter.start({
        ...step(key, `echo x > ${ledger}/${key}; sleep 300`),
        env: { CENSUS: word("racing", shell) },
      });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * startMs));
      const end = await canceller.cancel(key, 500);
      await starting;
      if (end.kind !== "cancelled") throw new Error(`${key} is ${end.kind}`);
      kinds.set(`started: ${end.started}`, (kinds.get(`started: ${end.started}`) ?? 0) + 1);
      if (!end.started) expect({ key, ran: existsSync(join(ledger, key)) }).toEqual({ key, ran: false });
      expect(await starter.state(key)).toEqual({ kind: "ended", end });
    };
    for (let wave = 0; wave < 14; wave += 1) {
      await Promise.all(Array.from({ length: 5 }, (_, i) => trial(`racing.w${wave}-${i}.1`)));
    }
    expect(census(word("racing", shell))).toEqual([]);
    expect([...kinds.keys()].sort()).toEqual(["started: false", "started: true"]);
    await starter.close();
    await canceller.close();
  });

  it("is not held up by what a step leaves behind on purpose", async () => {
    const session = await open(shell, "daemon");
    const script = `setsid sh -c 'echo $$ > "$PIDFILE"; exec sleep 300' & while [ ! -s "$PIDFILE" ]; do sleep 0.02; done; echo started`;
    const PIDFILE = join(sshd.directory, `daemon-${shell}.pid`);
    await session.start({ ...step("daemon.k.1", script), env: { PIDFILE } });
    expect(await session.follow("daemon.k.1", 0, async () => {})).toMatchObject({ kind: "exited", code: 0, bytes: 8 });
    const pid = Number(readFileSync(PIDFILE, "utf8"));
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid, "SIGKILL");
    await session.close();
  });

  it("ends a step at its time limit although nobody watches and its supervisor was killed", async () => {
    const session = await open(shell, "limit");
    // KILL comes five seconds after TERM: once is enough.
    const ignore = shell === "dash" ? "trap '' TERM; " : "";
    await session.start({
      ...step("limit.k.1", `${ignore}echo begun; sleep 300 & wait; sleep 300`, 700),
      env: { CENSUS: word("limit", shell) },
    });
    await begun(session, "limit.k.1");
    const files = join(sshd.directory, `limit-${shell}`, "limit.k.1");
    const supervisor = readFileSync(join(files, `sup.${readFileSync(join(files, "claim"), "utf8").trim()}`), "utf8");
    await session.close();
    process.kill(Number(supervisor.split(" ")[0]), "SIGKILL");
    await expect.poll(() => census(word("limit", shell)), { timeout: 15_000 }).toEqual([]);
    const again = await open(shell, "limit");
    expect(await again.state("limit.k.1")).toEqual({
      kind: "ended",
      end: { kind: "timedOut", afterMs: 700, bytes: expect.any(Number) },
    });
    await again.close();
  });
});

// Hiding setsid from one shell takes a mount; as an ordinary user this test does not exist.
describe.each(process.getuid?.() === 0 ? ["dash"] : [])("a host without setsid (%s)", () => {
  it("still runs steps detached and ends all their descendants, and nothing else", async () => {
    const shell = join(sshd.directory, "without-setsid");
    const hide = "mount --bind /dev/null /usr/bin/setsid && exec dash";
    writeFileSync(shell, `#!/bin/sh\nexec unshare -m sh -c '${hide} "$@"' sh "$@"\n`, { mode: 0o755 });
    const target = sshd.target({ shell, stateDir: join(sshd.directory, "without-setsid-state") });
    const first = await executor.open(target, sshd.credential);
    const script = "command -v setsid; (trap '' TERM; exec sleep 300) & sleep 301 & (sleep 302; :) & echo begun; wait";
    await first.start({ ...step("nosid.k.1", script), env: { CENSUS: word("nosid", "dash") } });
    await begun(first, "nosid.k.1");
    await first.close();
    const session = await executor.open(target, sshd.credential);
    await session.start(step("nosid.other.1", "echo begun; sleep 0.5; exit 7"));
    expect(census(word("nosid", "dash")).length).toBeGreaterThanOrEqual(4);
    expect(await session.cancel("nosid.k.1", 300)).toEqual({ kind: "cancelled", started: true, bytes: 6 });
    expect(census(word("nosid", "dash"))).toEqual([]);
    expect(await session.follow("nosid.other.1", 0, async () => {})).toMatchObject({ kind: "exited", code: 7 });
    await session.close();
  });
});
