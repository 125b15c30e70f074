import { afterEach, expect, test } from "vitest";
import { createDb, openProcessDb, processDb } from "#lib/adapters/postgres/client.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();

afterEach(async () => {
  await globalThis.backoutDb?.close();
  globalThis.backoutDb = undefined;
});

test("a test database is migrated and empty", async () => {
  expect(await db.prisma.user.count()).toBe(0);
});

test("Prisma and plain SQL share the connections of one pool", async () => {
  const own = createDb(db.url, { max: 1 });
  await own.prisma.user.count();
  await own.pool.query("SELECT 1");
  expect(own.pool.totalCount).toBe(1);
  await own.close();
});

test("a process has one pool, however often it is opened", () => {
  expect(openProcessDb(db.url)).toBe(openProcessDb(db.url));
  expect(processDb()).toBe(openProcessDb(db.url));
});

test("using the process's pool before it was opened says what is missing", () => {
  expect(() => processDb()).toThrow("openProcessDb(url) comes first");
});

test("an idle connection that the server ends is replaced without an error", async () => {
  const own = createDb(db.url, { name: "backout-idle" });
  await own.pool.query("SELECT 1");
  await db.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'backout-idle'");
  await expect.poll(() => own.pool.totalCount).toBe(0);
  expect(await own.prisma.user.count()).toBe(0);
  await own.close();
});

test("a connection that the server ends while it is lent out and silent does not end the process", async () => {
  const own = createDb(db.url, { name: "backout-lent" });
  const client = await own.pool.connect();
  const ended = new Promise((resolve) => client.once("end", resolve));
  await db.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'backout-lent'");
  await ended;
  client.release(true);
  expect(await own.prisma.user.count()).toBe(0);
  await own.close();
});
