import { readdirSync, truncateSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACTIVITIES } from "#lib/range/data/memory.ts";
import { ROWS } from "#lib/range/data/postgres-content.ts";
import { SPOILED_ACTIVITIES } from "#lib/range/data/spoil.ts";
import { injectFault } from "#lib/range/faults.ts";
import { askHealth } from "#lib/range/health.ts";
import { pm2App } from "#lib/range/pm2.ts";
import { resetRange } from "#lib/range/reset.ts";
import { insideOf } from "#lib/range/state.ts";
import { startTraffic, stopTraffic, trafficStats } from "#lib/range/traffic.ts";
import { until } from "#lib/range/wait.ts";
import { type DataRange, dataRange, GOOD } from "./data-kit.ts";
import { story } from "./playbook-kit.ts";
import { attemptOnTarget, HOOK_MS, healthy, onTarget } from "./range-kit.ts";

// The five worst traps of the agent platform's document. Each test first runs the document's own commands and shows that they say
// "done" while nothing is, then that our procedure says the truth and does it.

let on: DataRange;

beforeAll(async () => {
  on = await dataRange();
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

/** A shell on the target as the document assumes it: `psql -U postgres` just works. */
const byTheBook = (script: string) =>
  attemptOnTarget(
    on.range,
    `export PGHOST="$DB_HOST" PGPORT="$DB_PORT" PGPASSWORD='${on.range.secrets.DB_PASSWORD}'\n${script}`,
  );
const newestPlain = () =>
  readdirSync(on.range.parameters.DB_BACKUP_DIR)
    .filter((name) => name.endsWith(".sql.sha256"))
    .map((name) => path.join(on.range.parameters.DB_BACKUP_DIR, name.slice(0, -".sha256".length)))[0] ?? "";

describe("trap 1, a restore that restores nothing", () => {
  test("DROP DATABASE fails while the application is connected, and psql into the old one ends with 0", {
    timeout: 240_000,
  }, async () => {
    await injectFault(on.range, "corrupt-database");
    const damaged = await on.rows();
    const dropped = await byTheBook('psql -U postgres -d postgres -c "DROP DATABASE appdb;"');
    expect(dropped.code).toBe(1);
    expect(dropped.stderr).toContain("is being accessed by other users");
    expect((await byTheBook('psql -U postgres -d postgres -c "CREATE DATABASE appdb;"')).code).toBe(1);

    const restored = await byTheBook(`psql -U postgres appdb < '${newestPlain()}'`);
    expect(restored.code).toBe(0);
    const spoiled = await on.query("SELECT count(*) FROM agents WHERE name = 'corrupt'", "appdb");
    expect(Number(spoiled)).toBeGreaterThan(100);
    // The journal has no key: it was doubled by the damage and grows by every restore.
    const journal = (rows: string[]) =>
      Number(rows.find((line) => line.startsWith("public.agent_events "))?.split(" ")[1]);
    expect(journal(await on.rows())).toBe(journal(damaged) + ROWS.agent_events);

    const { ran, isProven } = await on.begin("data-postgres").rest();
    expect(isProven, story(ran)).toBe(true);
    expect(await on.rows()).toEqual(GOOD);
    expect(await on.query("SELECT count(*) FROM agents WHERE name = 'corrupt'", "appdb")).toBe("0");
  });
});

describe("trap 2, a dump that was cut off", () => {
  test("psql takes half of it and ends with 0; here it is refused before anything is made", {
    timeout: 120_000,
  }, async () => {
    const file = newestPlain();
    // Within the rows of a table, as a full disk leaves it.
    const text = await onTarget(on.range, `grep -bn '^COPY public.agents ' '${file}' | cut -d: -f2`);
    truncateSync(file, Number(text.trim()) + 2000);
    await on.query("CREATE DATABASE by_the_book");
    const restored = await byTheBook(`psql -U postgres by_the_book < '${file}'`);
    expect(restored.code).toBe(0);
    const rows = await on.rows("by_the_book");
    expect(Number(rows.find((line) => line.startsWith("public.agents "))?.split(" ")[1])).toBeLessThan(100);
    await on.query("DROP DATABASE by_the_book");

    const before = await on.fingerprint();
    const forced = on.begin("data-postgres", undefined, { DB_BACKUP: path.basename(file) });
    const { last } = await forced.rest();
    expect(last).toMatchObject({ id: "prepare", code: 1 });
    expect(last.output).toMatch(/FAILED: .* does not match its checksum\. The live database was not touched/);
    expect(await on.fingerprint()).toBe(before);
  });
});

describe("trap 3, the memory that comes back", () => {
  test("cp over a database whose process was killed restores nothing, and the copy before it lacks the WAL", {
    timeout: 240_000,
  }, async () => {
    await injectFault(on.range, "stale-wal");
    expect(await on.activitiesOfApplication()).toBe(ACTIVITIES + SPOILED_ACTIVITIES);
    const listed = await on.begin("data-sqlite").through("choose-backup");
    const backup = listed[0]?.candidates[0]?.value ?? "";
    const { pid } = await healthy(on.range, () => true);
    const book = await byTheBook(`
      kill -9 ${pid}; pm2 stop app --silent
      cp .swarm/memory.db .swarm/memory.db.rollback-backup
      cp "$MEMORY_BACKUP_DIR/${backup}" .swarm/memory.db
      sqlite3 .swarm/memory.db "SELECT COUNT(*) FROM agent_activities;"`);
    expect(book.code).toBe(0);
    expect(book.stdout.trim()).toBe(String(ACTIVITIES + SPOILED_ACTIVITIES));
    const copied = await onTarget(
      on.range,
      `sqlite3 'file:.swarm/memory.db.rollback-backup?immutable=1' 'SELECT COUNT(*) FROM agent_activities'`,
    );
    expect(copied.trim()).toBe(String(ACTIVITIES));
    await onTarget(on.range, `pm2 start "$ECOSYSTEM" --only app --silent`);
    await until(
      "the application on the memory that came back",
      async () => (await on.activitiesOfApplication().catch(() => 0)) > ACTIVITIES,
    );

    const { ran, isProven } = await on.begin("data-sqlite").rest();
    expect(isProven, story(ran)).toBe(true);
    expect(await on.activitiesOfApplication()).toBe(ACTIVITIES);
  });
});

describe("trap 4, toggles without effect", () => {
  test("neither export nor .env reaches a process whose environment pm2 keeps; level 1 does", {
    timeout: 240_000,
  }, async () => {
    await injectFault(on.range, "stale-pm2-env");
    const features = async () => (await healthy(on.range, () => true)).features;
    const pid = async () => (await healthy(on.range, () => true)).pid;
    const allOn = { parallelSpawning: true, parallelUploads: true, mcpTracking: true };
    const toggles = ["ENABLE_PARALLEL_SPAWNING", "ENABLE_PARALLEL_UPLOADS", "ENABLE_MCP_TRACKING"];
    for (const change of [
      toggles.map((name) => `export ${name}=false`).join("\n"),
      toggles.map((name) => `echo "${name}=false" >> .env`).join("\n"),
    ]) {
      const before = await pid();
      const book = await byTheBook(`${change}\npm2 restart app --silent`);
      expect(book.code).toBe(0);
      await healthy(on.range, (health) => health.pid !== before);
      expect(await features()).toEqual(allOn);
    }
    const { ran, isProven } = await on.begin("level-1").rest();
    expect(isProven, story(ran)).toBe(true);
    expect(await features()).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
  });
});

describe("trap 5, health that lies", () => {
  afterAll(() => stopTraffic(on.range));

  test("right after each crash the broken release says healthy; the proofs do not believe it", {
    timeout: 240_000,
  }, async () => {
    await startTraffic(on.range, { requestsPerSecond: 10 });
    const { pm2 } = insideOf(on.range);
    await until("a crash", async () => ((await pm2App(pm2))?.restarts ?? 0) > 0, { timeoutMs: 60_000 });
    // curl -f, as the document has it: the first good answer counts.
    const said = await until("the answer that the document waits for", async () => {
      const health = await askHealth(on.range.parameters.HEALTH_URL);
      return health?.status === "healthy" ? health : null;
    });
    expect(said.version).toBe("1.1.0-agent-optimizations");
    await until("enough traffic", () => (trafficStats(on.range)?.requests ?? 0) > 60, { timeoutMs: 60_000 });
    expect(trafficStats(on.range)?.errorRatePercent).toBeGreaterThan(5);

    // One component only is switched off: the others go on failing and crashing.
    const run = on.begin("gap-001");
    await run.rest();
    const verdicts = (await run.prove(["error-rate", "errors-since-switch"])).proofs.map(
      (p) => `${p.probe} ${p.verdict}`,
    );
    // Between two crashes all probe requests may be answered; what the log says since the switch is not taken in by that.
    expect(verdicts).toContain("errors-since-switch fail");
  });
});
