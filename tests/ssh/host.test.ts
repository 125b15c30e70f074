import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
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
const step = (key: string, script: string, env: Record<string, string> = {}) => ({
  key,
  script,
  env,
  timeoutMs: 60_000,
});
const open = (shell: (typeof SHELLS)[number], stateDir: string) =>
  executor.open(sshd.target({ shell: shellPath(shell, sshd.directory), stateDir }), sshd.credential);
async function run(session: RemoteSession, work: ReturnType<typeof step>) {
  await session.start(work);
  const parts: Buffer[] = [];
  const end = await session.follow(work.key, 0, async (chunk) => {
    parts.push(Buffer.from(chunk));
  });
  return { end, output: Buffer.concat(parts).toString() };
}

describe.each(SHELLS)("a step under %s", (shell) => {
  it("gets 100 values of any characters, large ones included, byte for byte", async () => {
    const session = await open(shell, join(sshd.directory, `env-${shell}`));
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 50 }),
      fc.string({ unit: fc.constantFrom(..."'\"\\$`!\n\t {}()-%"), maxLength: 30 }),
    );
    const values = [...fc.sample(anything, 99).map((value) => value.replaceAll("\0", "")), "x".repeat(100_000)];
    const env = Object.fromEntries(values.map((value, i) => [`V_${i}`, value]));
    const script = `i=0; while [ $i -lt 100 ]; do eval "printf '%s|' \\"\\$V_$i\\""; i=$((i + 1)); done`;
    const { end, output } = await run(session, step("env.k.1", script, env));
    expect(end).toMatchObject({ kind: "exited", code: 0 });
    expect(output).toBe(values.map((value) => `${value}|`).join(""));
    await session.close();
  });

  it("runs as the login would run it: umask, locale, PATH, home, no input, its own session, default signals", async () => {
    const session = await open(shell, join(sshd.directory, `plain-${shell}`));
    const script = `umask; echo "\${LC_ALL-unset}"; pwd; cat; read -r s < /proc/self/stat; s=\${s##*) }; set -- $s; [ $3 -ne $$ ] && [ $3 -eq $4 ] && echo session; grep SigIgn /proc/self/status; echo "$0" | grep -c script; ls /proc/self/fd | wc -l`;
    const { output } = await run(session, step("plain.k.1", script));
    const [umask, locale, home, ownSession, ignored, isScript] = output.split("\n");
    expect({ umask: Number.parseInt(umask ?? "", 8), locale, home, ownSession, isScript }).toEqual({
      umask: 0o22,
      locale: "unset",
      home: execFileSync("sh", ["-c", "cd; pwd"], { encoding: "utf8" }).trim(),
      ownSession: "session",
      isScript: "1",
    });
    // Bits of INT (2) and QUIT (3): reset wherever env(1) can, which busybox's cannot.
    if (shell !== "busybox") expect(Number.parseInt(ignored?.split("\t")[1] ?? "f", 16) & 0b110).toBe(0);
    await session.close();
  });

  it("holds no descriptor of the channel open: the connection can end while it runs", async () => {
    const session = await open(shell, join(sshd.directory, `fds-${shell}`));
    await session.start(step("fds.k.1", "ls -l /proc/$$/fd; sleep 1"));
    const files = join(sshd.directory, `fds-${shell}`, "fds.k.1");
    const claim = readFileSync(join(files, "claim"), "utf8").trim();
    const supervisor = readFileSync(join(files, `sup.${claim}`), "utf8").split(" ")[0];
    const descriptors = execFileSync("ls", ["-l", `/proc/${supervisor}/fd`], { encoding: "utf8" });
    expect(descriptors).not.toMatch(/socket:|pipe:/);
    await session.close();
  });

  it("is given its secrets in no command line, no file and no long-lived environment", async () => {
    const session = await open(shell, join(sshd.directory, `secret-${shell}`));
    const SECRET = "canary-7f3a91c2";
    // The script drops the value before anything else, so that only the runner's own handling is looked at.
    const work = step("secret.k.1", `printf '%s' "$SECRET" | wc -c; unset SECRET; echo begun; exec sleep 60`, {
      SECRET,
    });
    await session.start(work);
    const first = Promise.withResolvers<void>();
    const watching = session.follow("secret.k.1", 0, async (chunk) => {
      if (chunk.includes("begun")) first.resolve();
    });
    const sightings = new Set<string>();
    const look = () => {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
        for (const file of ["cmdline", "environ"]) {
          try {
            if (readFileSync(`/proc/${pid}/${file}`, "latin1").includes(SECRET)) sightings.add(file);
          } catch {
            // It ended while we looked, or is not ours to read.
          }
        }
      }
    };
    look();
    await first.promise;
    look();
    sightings.delete("environ");
    expect([...sightings]).toEqual([]);
    const leader = Number(
      readFileSync(join(sshd.directory, `secret-${shell}`, "secret.k.1", "step"), "utf8").split(" ")[0],
    );
    const claim = readFileSync(join(sshd.directory, `secret-${shell}`, "secret.k.1", "claim"), "utf8").trim();
    const supervisor = readFileSync(
      join(sshd.directory, `secret-${shell}`, "secret.k.1", `sup.${claim}`),
      "utf8",
    ).split(" ")[0];
    for (const pid of [leader, supervisor])
      expect(readFileSync(`/proc/${pid}/environ`, "latin1")).not.toContain(SECRET);
    const stored = spawnSync("grep", ["-rl", SECRET, join(sshd.directory, `secret-${shell}`)], {
      encoding: "utf8",
    }).stdout;
    expect(stored).toBe("");
    await session.cancel("secret.k.1", 1_000);
    await watching;
    await session.close();
  });

  it("leaves no litter: after clean nothing of it is on the host but its name", async () => {
    const stateDir = join(sshd.directory, `litter-${shell}`);
    const session = await open(shell, stateDir);
    await run(session, step("litter.k.1", `echo out; echo A=1 >> "$BACKOUT_OUT"`));
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
    expect(
      readdirSync(join(stateDir, "litter.k.1")).filter(
        (name) => statSync(join(stateDir, "litter.k.1", name)).mode & 0o077,
      ),
    ).toEqual(
      // The script wrote this one itself, with the login's umask, inside a directory that only its owner may enter.
      ["captures"],
    );
    await session.clean("litter.k.1");
    expect(readdirSync(stateDir)).toEqual([".done"]);
    expect(readdirSync(join(stateDir, ".done"))).toEqual(["litter.k.1"]);
    await session.close();
  });

  it("is refused when its directory is a link to somewhere else", async () => {
    const stateDir = join(sshd.directory, `link-${shell}`);
    const session = await open(shell, stateDir);
    mkdirSync(join(sshd.directory, `elsewhere-${shell}`));
    symlinkSync(join(sshd.directory, `elsewhere-${shell}`), join(stateDir, "link.k.1"));
    await expect(session.start(step("link.k.1", "echo never"))).rejects.toMatchObject({ reason: "hostRefused" });
    expect(readdirSync(join(sshd.directory, `elsewhere-${shell}`))).toEqual([]);
    await session.close();
  });
});

// Mounting needs root; as an ordinary user these tests do not exist.
const fullDisk = process.getuid?.() === 0 ? SHELLS : [];
describe.each(fullDisk)("a full disk under %s", (shell) => {
  it("does not hide the exit code, and refuses a further start without running it", async () => {
    const disk = mkdtempSync(join(tmpdir(), "full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk]);
    try {
      const session = await open(shell, disk);
      const { end } = await run(session, step("full.k.1", "head -c 3000000 /dev/zero; exit 9"));
      expect(end).toMatchObject({ kind: "exited", code: 9 });
      if (end.kind !== "exited") throw new Error("unreachable");
      expect(end.bytes).toBeGreaterThan(500_000);
      const never = join(sshd.directory, `never-${shell}`);
      await expect(session.start(step("full.k.2", `touch ${never}; # ${"x".repeat(9000)}`))).rejects.toMatchObject({
        name: "StepRefused",
        reason: "hostRefused",
      });
      expect((await session.state("full.k.2")).kind).not.toBe("running");
      await session.clean("full.k.1");
      expect((await run(session, step("full.k.2", "exit 3"))).end).toMatchObject({ kind: "exited", code: 3 });
      await session.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });

  it("does not keep Stop from working", async () => {
    const disk = mkdtempSync(join(tmpdir(), "full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk]);
    try {
      const session = await open(shell, disk);
      await session.start(step("stop.k.1", "head -c 3000000 /dev/zero 2>/dev/null; sleep 300"));
      await expect
        .poll(async () => session.state("stop.k.1"))
        .toMatchObject({ kind: "running", bytes: expect.toSatisfy((n) => n > 900_000) });
      expect(await session.cancel("stop.k.1", 1_000)).toMatchObject({ kind: "cancelled", started: true });
      await session.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });
});
