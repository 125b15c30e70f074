import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { withClient } from "#lib/adapters/postgres/ensure-database.ts";
import { checkoutWith, forgetDataDir, rememberDataDir, steadyChild } from "./checkout.ts";
import { isAlive, processesWith, type Started, startProgram, untilPrinted } from "./processes.ts";

const steady = { web: steadyChild, engine: steadyChild };

function startSupervisor(dir: string, env: Record<string, string> = {}): Started {
  return startProgram(process.execPath, [path.join(dir, "lib/server/main.ts")], {
    cwd: dir,
    env: { ...process.env, BACKOUT_DATA_DIR: path.join(dir, "data"), BACKOUT_MODE: "production", ...env },
  });
}

const ready = (supervisor: Started) => untilPrinted(supervisor, /"msg":"Backout is ready"/);
const databaseUrl = async (supervisor: Started) => (await untilPrinted(supervisor, /postgresql:\S+/))[0];
const childPids = (supervisor: Started) =>
  [...supervisor.output().matchAll(/child serves (\d+)/g)].map(([, pid]) => Number(pid));

const nothingRuns = (dir: string) =>
  vi.waitFor(() => expect(processesWith(dir)).toEqual([]), { timeout: 20_000, interval: 50 });

afterAll(forgetDataDir);

test("brings up a new database, migrates it and runs one process of each role", async () => {
  const dir = checkoutWith(steady, { isNew: true });
  const supervisor = startSupervisor(dir);
  await ready(supervisor);
  expect(childPids(supervisor)).toHaveLength(2);
  const rows = await withClient(
    await databaseUrl(supervisor),
    async (client) => (await client.query('SELECT 1 FROM "Run"')).rows,
  );
  expect(rows).toEqual([]);
  supervisor.child.kill("SIGTERM");
  await supervisor.exited;
  rememberDataDir(path.join(dir, "data"));
});

test.each([["web"], ["engine"]])("runs only the role %s when told so", async (role) => {
  const supervisor = startSupervisor(checkoutWith(steady), { ROLE: role });
  await ready(supervisor);
  expect(supervisor.output()).toContain(`"child":"${role}"`);
  expect(childPids(supervisor)).toHaveLength(1);
});

describe("told to stop", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "by %s it ends its children in order, then the database, and exits 0",
    async (signal) => {
      const dir = checkoutWith(steady);
      const supervisor = startSupervisor(dir);
      await ready(supervisor);
      supervisor.child.kill(signal);
      expect(await supervisor.exited).toEqual({ code: 0, signal: null });
      expect(supervisor.output().match(/child ended in order/g)).toHaveLength(2);
      expect(processesWith(dir)).toEqual([]);
      expect(readdirSync(path.join(dir, "data", "postgres"))).not.toContain("postmaster.pid");
    },
  );

  test("while it is still starting, it stops as soon as it can and leaves nothing", async () => {
    const dir = checkoutWith(steady, { isNew: true });
    const supervisor = startSupervisor(dir);
    await untilPrinted(supervisor, /making a new database/);
    supervisor.child.kill("SIGTERM");
    expect((await supervisor.exited).code).toBe(0);
    expect(processesWith(dir)).toEqual([]);
  });

  test("while the database is being prepared, no process is started any more", async () => {
    const dir = checkoutWith(steady);
    const supervisor = startSupervisor(dir);
    await untilPrinted(supervisor, /PostgreSQL is ready/);
    supervisor.child.kill("SIGTERM");
    expect((await supervisor.exited).code).toBe(0);
    expect(supervisor.output()).not.toContain('"msg":"started"');
  });
});

describe("a child that ends", () => {
  test("is started again, and the other one is not touched", async () => {
    const supervisor = startSupervisor(checkoutWith(steady));
    await ready(supervisor);
    const [victim, other] = childPids(supervisor) as [number, number];
    process.kill(victim, "SIGKILL");
    await vi.waitFor(() => expect(childPids(supervisor)).toHaveLength(3), { timeout: 10_000 });
    expect(isAlive(other)).toBe(true);
    expect(supervisor.output()).toMatch(/"signal":"SIGKILL".*"restartInMs":1000/);
  });

  test("takes what it started with it", async () => {
    const leaving = `
      import { spawn } from "node:child_process";
      const own = spawn("sleep", ["3600"], { stdio: "ignore" });
      console.log("grandchild", own.pid);
      setTimeout(() => process.exit(1), 100);`;
    const supervisor = startSupervisor(checkoutWith({ web: leaving, engine: steadyChild }));
    const [, pid] = await untilPrinted(supervisor, /grandchild (\d+)/);
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), { timeout: 10_000 });
  });

  test("and says that its configuration cannot work ends everything, with exit code 1", async () => {
    const dir = checkoutWith({ web: `console.error("port 4600 is taken"); process.exit(78);`, engine: steadyChild });
    const supervisor = startSupervisor(dir);
    expect((await supervisor.exited).code).toBe(1);
    expect(supervisor.output()).toContain("port 4600 is taken");
    expect(supervisor.output()).toContain("The web process cannot work as configured");
    expect(processesWith(dir)).toEqual([]);
  });
});

test("kill -9 of the supervisor ends its children and the database, and the next start works", async () => {
  const dir = checkoutWith(steady);
  const first = startSupervisor(dir);
  await ready(first);
  first.child.kill("SIGKILL");
  await nothingRuns(dir);
  expect(first.output().match(/child ended in order/g)).toHaveLength(2);
  await ready(startSupervisor(dir));
});

test("a database that dies is started again at the same address, and the children live on", async () => {
  const dir = checkoutWith(steady);
  const supervisor = startSupervisor(dir);
  await ready(supervisor);
  const [, pid] = await untilPrinted(supervisor, /"pid":(\d+),"port":\d+.*PostgreSQL is ready/);
  process.kill(Number(pid), "SIGKILL");
  await vi.waitFor(() => expect(supervisor.output().match(/PostgreSQL is ready/g)).toHaveLength(2), {
    timeout: 20_000,
  });
  await withClient(await databaseUrl(supervisor), (client) => client.query('SELECT 1 FROM "Run"'));
  expect(childPids(supervisor).every(isAlive)).toBe(true);
  expect(childPids(supervisor)).toHaveLength(2);
});

describe("a database of the other kind", () => {
  test("a demo's is refused by production and left alone", async () => {
    const dir = checkoutWith(steady);
    const demo = startSupervisor(dir, { BACKOUT_MODE: "demo" });
    await ready(demo);
    demo.child.kill("SIGTERM");
    await demo.exited;
    const production = startSupervisor(dir);
    expect((await production.exited).code).toBe(1);
    expect(production.output()).toContain("This database belongs to a demo");
    expect(production.output()).not.toContain("child serves");
    expect(processesWith(dir)).toEqual([]);
  });

  test("production's is refused by the demo", async () => {
    const dir = checkoutWith(steady);
    const production = startSupervisor(dir);
    await ready(production);
    await withClient(await databaseUrl(production), (client) =>
      client.query(`INSERT INTO "User" (id, name, email) VALUES ('u', 'u', 'u@example.org')`),
    );
    production.child.kill("SIGTERM");
    await production.exited;
    const demo = startSupervisor(dir, { BACKOUT_MODE: "demo" });
    expect((await demo.exited).code).toBe(1);
    expect(demo.output()).toContain("This database is in production use");
  });
});

describe("a start that cannot work says why and leaves nothing", () => {
  test("when the configuration is wrong", async () => {
    const supervisor = startSupervisor(checkoutWith(steady), { PORT: "http" });
    expect((await supervisor.exited).code).toBe(1);
    expect(supervisor.output()).toBe("Configuration is not usable; nothing was started.\n  PORT: must be a number\n");
  });

  test("when DATABASE_URL leads nowhere", async () => {
    const dir = checkoutWith(steady);
    const supervisor = startSupervisor(dir, { DATABASE_URL: "postgresql://u:hunter2@127.0.0.1:1/app" });
    expect((await supervisor.exited).code).toBe(1);
    expect(supervisor.output()).toContain("PostgreSQL at 127.0.0.1:1 cannot be used");
    expect(supervisor.output()).not.toContain("hunter2");
  });

  test("when another supervisor has the data directory", async () => {
    const dir = checkoutWith(steady);
    const first = startSupervisor(dir);
    await ready(first);
    const second = startSupervisor(dir);
    expect((await second.exited).code).toBe(1);
    expect(second.output()).toContain(`is in use by process ${first.child.pid}`);
    expect(childPids(first).every(isAlive)).toBe(true);
  });
});
