import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { whyNoMounts } from "#lib/range/full-disk.ts";
import { until } from "#lib/range/wait.ts";
import { GOOD, type ScratchPostgres, scratchPostgres } from "./data-kit.ts";
import { HOOK_MS } from "./range-kit.ts";
import type { ScriptRun } from "./script-run.ts";

// A restore or a swap that is cut anywhere leaves the live database as it was, and the step can be started again.

let on: ScratchPostgres;
let plain: string;
let live: string;

beforeAll(async () => {
  on = await scratchPostgres();
  plain = readFileSync(path.join(on.layout.pgDumps, "good.sql"), "utf8");
}, HOOK_MS);
beforeEach(async () => {
  await on.reset();
  live = await on.fingerprint();
}, HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

const restoring = "FROM pg_stat_activity WHERE datname LIKE 'appdb_restore%' AND query LIKE '%pg_sleep%'";

/** A restore that stands still with all rows in its open transaction, and a way to cut it. */
async function haltedRestore(cut: (step: { pid: number; backend: number }) => Promise<unknown>): Promise<ScriptRun> {
  const sleeping = plain.replace(
    "-- PostgreSQL database dump complete",
    "SELECT pg_sleep(600);\n-- PostgreSQL database dump complete",
  );
  writeFileSync(path.join(on.backups, "slow.sql"), sleeping);
  const step = on.start("scripts/db-prepare.sh", { DB_BACKUP: "slow.sql" });
  const backend = await until("the restore to stand still", async () =>
    Number(await on.query(`SELECT pid ${restoring}`)),
  );
  await cut({ pid: step.pid, backend });
  return step.ended;
}

async function startedAgain(): Promise<void> {
  writeFileSync(path.join(on.backups, "good.sql"), plain);
  const again = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good.sql" });
  expect(again.code, again.output).toBe(0);
  expect(await on.rows(again.captures.DB_NEXT)).toEqual(GOOD);
}

const kill = async (pid: number, signal: NodeJS.Signals) => process.kill(pid, signal);
const clientOf = (pid: number) =>
  Number(execFileSync("pgrep", ["-g", String(pid), "-x", "psql"], { encoding: "utf8" }).trim());

describe("a restore beside", () => {
  test.each<[string, Parameters<typeof haltedRestore>[0]]>([
    ["its client is killed", ({ pid }) => kill(clientOf(pid), "SIGKILL")],
    ["its session is ended by the server", ({ backend }) => on.query(`SELECT pg_terminate_backend(${backend})`)],
    ["its run is stopped", ({ pid }) => kill(-pid, "SIGTERM")],
  ])("when %s, leaves nothing behind", async (_what, cut) => {
    const ended = await haltedRestore(cut);
    expect(ended.code).not.toBe(0);
    expect(await on.fingerprint()).toBe(live);
    await startedAgain();
  });

  test("when its server process is killed, the server recovers and the live database is what it was", async () => {
    const ended = await haltedRestore(({ backend }) => kill(backend, "SIGKILL"));
    expect(ended.code).not.toBe(0);
    expect(ended.output).toContain("The live database was not touched");
    await until("the server to be back", () => on.query("SELECT 1").catch(() => null));
    const oid = (await on.fingerprint()).split("\n").slice(0, 4);
    expect(oid).toEqual(live.split("\n").slice(0, 4));
    await startedAgain();
  });

  test("when everything of the step is killed, is begun anew by the next attempt", async () => {
    const ended = await haltedRestore(({ pid }) => kill(-pid, "SIGKILL"));
    expect(ended.code).not.toBe(0);
    expect((await on.databases()).length).toBe(2);
    await startedAgain();
    expect((await on.databases()).length).toBe(2);
  });

  test("when the disk is full, says so and leaves the live database as it was", async (context) => {
    const reason = await whyNoMounts();
    if (reason) return context.annotate(`a small disk cannot be had here: ${reason}`);
    const disk = path.join(on.root, "small-disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", disk]);
    try {
      const space = path.join(disk, "space");
      mkdirSync(space, { mode: 0o700 });
      const { uid, gid } = statSync(on.layout.pgData);
      chownSync(space, uid, gid);
      await on.query(`CREATE TABLESPACE small LOCATION '${space}'; ALTER DATABASE appdb SET TABLESPACE small;`);
      live = await on.fingerprint();
      const much = plain.replace(
        "-- PostgreSQL database dump complete",
        "CREATE TABLE public.much AS SELECT g, repeat('x', 1000) FROM generate_series(1, 60000) g;\n-- PostgreSQL database dump complete",
      );
      writeFileSync(path.join(on.backups, "much.sql"), much);
      const done = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "much.sql" });
      expect(done.code).toBe(1);
      expect(done.output).toMatch(
        /could not be restored: .*No space left on device.*The live database was not touched/,
      );
      expect(await on.fingerprint()).toBe(live);
      await startedAgain();
    } finally {
      await on.query(
        "DROP DATABASE IF EXISTS appdb_restore_20261130_120000; ALTER DATABASE appdb SET TABLESPACE pg_default;",
      );
      await on.query("DROP TABLESPACE small");
      execFileSync("umount", [disk]);
    }
  });
});

describe("a swap", () => {
  const swap = (prepared: ScriptRun, script = "scripts/db-swap.sh") => on.start(script, prepared.captures);

  /** A swap that stands still, the live database closed: somebody holds a lock on it. */
  async function haltedSwap(signal: NodeJS.Signals) {
    writeFileSync(path.join(on.backups, "good.sql"), plain);
    const prepared = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good.sql" });
    expect(prepared.code, prepared.output).toBe(0);
    const holder = on
      .query("BEGIN; COMMENT ON DATABASE appdb IS 'held'; SELECT pg_sleep(600); COMMIT;")
      .catch(() => null);
    await until("the lock to be held", () =>
      on.query("SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND wait_event = 'PgSleep'"),
    );
    const step = swap(prepared);
    await until("the swap to wait", () =>
      on.query("SELECT pid FROM pg_stat_activity WHERE query LIKE '%RENAME%' AND wait_event_type = 'Lock'"),
    );
    expect(await on.query("SELECT datallowconn FROM pg_database WHERE datname = 'appdb'")).toBe("f");
    process.kill(-step.pid, signal);
    const ended = await step.ended;
    await on.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
    );
    await holder;
    await until(
      "the cut session to be gone",
      async () =>
        (await on.query(
          "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%RENAME%' AND pid <> pg_backend_pid()",
        )) === "0",
    );
    return { prepared, ended };
  }

  const identity = async () => await on.query("SELECT oid, datallowconn FROM pg_database WHERE datname = 'appdb'");

  test("that is stopped in the middle opens the live database again", async () => {
    const before = await identity();
    const { ended } = await haltedSwap("SIGTERM");
    expect(ended.code).not.toBe(0);
    expect(await identity()).toBe(before);
    expect(await on.query("SELECT count(*) FROM agents", "appdb")).toBe("500");
  });

  test("that is killed in the middle is finished by the next attempt", async () => {
    const before = await identity();
    const { prepared } = await haltedSwap("SIGKILL");
    expect(await identity()).toBe(before.replace("|t", "|f"));
    const done = await swap(prepared).ended;
    expect(done.code, done.output).toBe(0);
    expect(await identity()).toBe(`${prepared.captures.DB_NEXT_OID}|t`);
    const repeated = await swap(prepared).ended;
    expect([repeated.code, repeated.output]).toEqual([0, expect.stringContaining("swapped before")]);
    expect(repeated.captures.DB_WAS_OID).toBe(before.split("|")[0]);
  });

  test("that is killed in the middle is taken back by an undo, and the live database is open again", async () => {
    const before = await identity();
    const { prepared } = await haltedSwap("SIGKILL");
    const captures = {
      ...prepared.captures,
      DB_KEPT: "appdb_failed_20261130_120000",
      DB_WAS_OID: before.split("|")[0] ?? "",
    };
    const undone = await on.run("scripts/db-swap-back.sh", captures);
    expect([undone.code, undone.output]).toEqual([0, "appdb is the database it was\n"]);
    expect(await identity()).toBe(before);
  });

  test("ends sessions that work and sessions that sit in an open transaction", async () => {
    writeFileSync(path.join(on.backups, "good.sql"), plain);
    const prepared = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good.sql" });
    const sessions = [
      "BEGIN; DELETE FROM tasks; SELECT pg_sleep(600);",
      "SELECT count(pg_sleep(600)) FROM agents;",
    ].map((text) =>
      on.query(text, "appdb").then(
        () => "ended by itself",
        () => "ended by the swap",
      ),
    );
    await until(
      "both to be at work",
      async () =>
        (await on.query("SELECT count(*) FROM pg_stat_activity WHERE datname = 'appdb' AND wait_event = 'PgSleep'")) ===
        "2",
    );
    const done = await swap(prepared).ended;
    expect(done.code, done.output).toBe(0);
    expect(await Promise.all(sessions)).toEqual(["ended by the swap", "ended by the swap"]);
  });

  test("is refused while a prepared transaction holds the database, which is open again and named", async () => {
    writeFileSync(path.join(on.backups, "good.sql"), plain);
    const prepared = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good.sql" });
    await on.query("BEGIN; DELETE FROM tasks WHERE id = 1; PREPARE TRANSACTION 'undecided';", "appdb");
    try {
      const before = await identity();
      const done = await swap(prepared).ended;
      expect(done.code).toBe(1);
      expect(done.output).toMatch(/prepared transaction[\s\S]*FAILED: .*Nothing was swapped; appdb is open again/);
      expect(await identity()).toBe(before);
    } finally {
      await on.query("ROLLBACK PREPARED 'undecided'", "appdb");
    }
  });

  test("under clients that connect again and again takes the place of their database", async () => {
    writeFileSync(path.join(on.backups, "good.sql"), plain);
    const prepared = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good.sql" });
    let isOver = false;
    const client = async () => {
      while (!isOver) await on.query("SELECT count(*) FROM agents", "appdb").catch(() => null);
    };
    const clients = [client(), client(), client()];
    const done = await swap(prepared).ended;
    isOver = true;
    await Promise.all(clients);
    expect(done.code, done.output).toBe(0);
    expect(await identity()).toBe(`${prepared.captures.DB_NEXT_OID}|t`);
  });
});
