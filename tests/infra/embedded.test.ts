import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/adapters/postgres/embedded.ts";
import { ensureDatabase, withClient } from "#lib/adapters/postgres/ensure-database.ts";
import { isAlive, processesWith, type Started, startProgram, untilPrinted } from "./processes.ts";
import { scratchDir } from "./scratch.ts";

const silent = { info() {}, warn() {} };

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: silent });
  onTestFinished(() => server.stop());
  return server;
}

/** Another process that holds the server. */
async function startElsewhere(dataDir: string): Promise<{ program: Started; pid: number; url: string }> {
  const program = startProgram(process.execPath, [path.join(import.meta.dirname, "embedded-main.ts"), dataDir]);
  const [, pid, url] = await untilPrinted(program, /server (\d+) (\S+)/);
  return { program, pid: Number(pid), url: url as string };
}

const sql = (url: string, text: string) => withClient(url, async (client) => (await client.query(text)).rows);

async function makeTable(url: string): Promise<void> {
  await ensureDatabase(url);
  await sql(url, "CREATE TABLE fact (n int)");
}

const ended = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 20 });

test("starts below a directory that only this user can enter, and again with its rows on the same port", async () => {
  const parent = scratchDir();
  expect(statSync(parent).mode & 0o777).toBe(0o700);
  const dataDir = path.join(parent, "data", "postgres");
  const first = await startEmbeddedPostgres({ dataDir, log: silent });
  await makeTable(first.url);
  await sql(first.url, "INSERT INTO fact VALUES (42)");
  await first.stop();
  const second = await start(dataDir);
  expect(second.url).toBe(first.url);
  expect(await sql(second.url, "SELECT n FROM fact")).toEqual([{ n: 42 }]);
});

describe("a running server", () => {
  test("keeps fsync on, listens on the loopback address only and wants a password", async () => {
    const server = await start(path.join(scratchDir(), "postgres"));
    await ensureDatabase(server.url);
    const show = async (name: string) => Object.values((await sql(server.url, `SHOW ${name}`))[0])[0];
    expect(await show("fsync")).toBe("on");
    expect(await show("listen_addresses")).toBe("127.0.0.1");
    expect(await show("unix_socket_directories")).toBe("");
    const methods = await sql(server.url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules");
    expect(methods).toEqual([{ auth_method: "scram-sha-256" }]);
    const wrong = new URL(server.url);
    wrong.password = "guess";
    await expect(sql(wrong.toString(), "SELECT 1")).rejects.toThrow(/password authentication failed/);
  });

  test("has its password in a file that only its owner can read, and nowhere in its command line", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    const server = await start(dataDir);
    const { password } = new URL(server.url);
    expect(readFileSync(`${dataDir}.pgpass`, "utf8")).toContain(password);
    expect(statSync(`${dataDir}.pgpass`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`/proc/${server.pid}/cmdline`, "utf8")).not.toContain(password);
  });

  test("gets none of our environment", async () => {
    vi.stubEnv("BACKOUT_TEST_SECRET", "hunter2");
    const server = await start(path.join(scratchDir(), "postgres"));
    vi.unstubAllEnvs();
    expect(readFileSync(`/proc/${server.pid}/environ`, "utf8")).not.toContain("hunter2");
  });
});

test("takes another port when its own was given away, and keeps its password", async () => {
  const dataDir = path.join(scratchDir(), "postgres");
  const first = await startEmbeddedPostgres({ dataDir, log: silent });
  await first.stop();
  const squatter = (await import("node:net")).createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
  onTestFinished(() => void squatter.close());
  const second = await start(dataDir);
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
});

describe("after kill -9", () => {
  test.each([
    ["the server", (pid: number, _: Started) => [pid]],
    ["the process that started it", (_: number, program: Started) => [program.child.pid as number]],
    ["both at once", (pid: number, program: Started) => [program.child.pid as number, pid]],
  ])("of %s every acknowledged row is there", async (_, victims) => {
    const dataDir = path.join(scratchDir(), "postgres");
    const { program, pid, url } = await startElsewhere(dataDir);
    await makeTable(url);
    let acknowledged = 0;
    const writing = withClient(url, async (client) => {
      for (;;) {
        await client.query("INSERT INTO fact VALUES ($1)", [acknowledged + 1]);
        acknowledged++;
      }
    }).catch(() => {}); // ends when the connection breaks
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(50));
    for (const victim of victims(pid, program)) process.kill(victim, "SIGKILL");
    await writing;
    program.child.kill("SIGKILL");
    await program.exited;
    const server = await start(dataDir);
    const [{ count }] = await sql(server.url, "SELECT count(*)::int FROM fact");
    // The last one may have been written without its acknowledgement having reached us.
    expect(count - acknowledged).toBeOneOf([0, 1]);
  });

  test("of its starter the server ends by itself", async () => {
    const { program, pid } = await startElsewhere(path.join(scratchDir(), "postgres"));
    program.child.kill("SIGKILL");
    await ended(pid);
  });

  test("of its starter and its watcher a server is left, which the next start shuts down", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    const { program, pid } = await startElsewhere(dataDir);
    const watchers = processesWith(`endWithParent ${dataDir}`);
    expect(watchers).toHaveLength(1);
    for (const watcher of watchers) process.kill(watcher, "SIGKILL");
    program.child.kill("SIGKILL");
    await program.exited;
    expect(isAlive(pid)).toBe(true);
    const warn = vi.fn();
    const server = await startEmbeddedPostgres({ dataDir, log: { info() {}, warn } });
    onTestFinished(() => server.stop());
    expect(warn).toHaveBeenCalledWith({ pid }, expect.stringContaining("outlived an earlier start"));
    expect(isAlive(pid)).toBe(false);
  });
});

describe("two starts on one directory", () => {
  test("the second is refused, with the pid of the first, and the first goes on", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    const { program, url } = await startElsewhere(dataDir);
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(
      `is in use by process ${program.child.pid}.`,
    );
    expect(await sql(url.replace(/backout$/, "postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("of many at the same moment exactly one gets it", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    const programs = Array.from({ length: 4 }, () =>
      startProgram(process.execPath, [path.join(import.meta.dirname, "embedded-main.ts"), dataDir]),
    );
    const outcomes = await Promise.all(
      programs.map((program) => untilPrinted(program, /server \d+|refused .* is in use/)),
    );
    expect(outcomes.filter(([text]) => text.startsWith("server"))).toHaveLength(1);
  });
});

describe("what is left of an earlier start", () => {
  test("a half-made database is thrown away", async () => {
    const parent = scratchDir();
    mkdirSync(path.join(parent, "postgres.init-abc"));
    await start(path.join(parent, "postgres"));
    expect(readdirSync(parent).filter((name) => name.includes("init"))).toEqual([]);
  });

  test("a pid file whose pid belongs to another program now does not stop the start, nor that program", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    await startEmbeddedPostgres({ dataDir, log: silent }).then((server) => server.stop());
    const bystander = startProgram("sleep", ["60"]);
    writeFileSync(
      path.join(dataDir, "postmaster.pid"),
      `${bystander.child.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
    );
    await start(dataDir);
    expect(isAlive(bystander.child.pid as number)).toBe(true);
  });

  test("an owner file of a dead process does not stop the start", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    writeFileSync(`${dataDir}.owner`, "999999999 1\n");
    await start(dataDir);
  });
});

describe("a directory that cannot be used is refused and left alone", () => {
  test("when it holds something else", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, "thesis.txt"), "");
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow("not a PostgreSQL data directory");
    expect(readdirSync(dataDir)).toEqual(["thesis.txt"]);
    expect(existsSync(`${dataDir}.owner`)).toBe(false);
  });

  test("when another major version made it", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, "PG_VERSION"), "17\n");
    writeFileSync(`${dataDir}.pgpass`, "127.0.0.1:5432:*:backout:x\n");
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(
      "made by PostgreSQL 17; this is PostgreSQL 18",
    );
  });

  test("when its password file is gone", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    await startEmbeddedPostgres({ dataDir, log: silent }).then((server) => server.stop());
    rmSync(`${dataDir}.pgpass`);
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(/pgpass is missing.*from a backup/s);
  });

  test("when the server's own settings are broken: the error ends with what PostgreSQL said", async () => {
    const dataDir = path.join(scratchDir(), "postgres");
    await startEmbeddedPostgres({ dataDir, log: silent }).then((server) => server.stop());
    writeFileSync(path.join(dataDir, "postgresql.conf"), "max_connections = many\n");
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(/did not start.*max_connections/s);
  });
});

if (process.getuid?.() === 0) {
  describe("as root where user namespaces are not to be had", () => {
    test("runs as another user, in directories that were opened for passage only", async () => {
      const parent = scratchDir();
      chmodSync(parent, 0o711);
      vi.stubEnv("PATH", "/nonexistent"); // no unshare
      onTestFinished(() => void vi.unstubAllEnvs());
      const dataDir = path.join(parent, "data", "postgres");
      const server = await start(dataDir);
      expect(statSync(dataDir).uid).not.toBe(0);
      expect(statSync(`/proc/${server.pid}`).uid).toBe(statSync(dataDir).uid);
      expect(statSync(path.dirname(dataDir)).mode & 0o777).toBe(0o711);
      await server.stop();
      vi.unstubAllEnvs();
      await start(dataDir); // and stays with that user when namespaces are back
      expect(statSync(dataDir).uid).not.toBe(0);
    });

    test("says what was tried, why it failed and what to do when no user can enter the directory", async () => {
      vi.stubEnv("PATH", "/nonexistent");
      onTestFinished(() => void vi.unstubAllEnvs());
      const refused = startEmbeddedPostgres({ dataDir: path.join(scratchDir(), "data", "postgres"), log: silent });
      await expect(refused).rejects.toThrow(/refuses to run as root.*unshare.*user nobody: cannot enter /s);
      await expect(refused).rejects.toThrow(/Start Backout as an ordinary user, or set DATABASE_URL/);
    });
  });
}
