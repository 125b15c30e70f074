import pg from "pg";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/adapters/postgres/client.ts";
import { databaseTrouble } from "#lib/web/database-trouble.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();
const name = pg.escapeIdentifier(new URL(db.url).pathname.slice(1));
afterAll(() => db.pool.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`));

/** What it is told as; fails when nothing goes wrong. */
const told = async (work: () => Promise<unknown>): Promise<string> => {
  const error = await work().then(
    () => expect.unreachable("it worked"),
    (reason: unknown) => reason,
  );
  return databaseTrouble(error)?.message ?? `not recognised: ${error}`;
};
const open = (url: string) => {
  const own = createDb(url, { max: 1 });
  onTestFinished(() => own.close());
  return own;
};
const write = (tx: Pick<ReturnType<typeof open>["prisma"], "user">) =>
  tx.user.create({ data: { id: "x", name: "x", email: "x@example.org", role: "viewer" } });

test("a read-only database is told as such, with nothing started", async () => {
  await db.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const own = open(db.url);
  expect(await told(() => write(own.prisma))).toMatch(/read-only.*nothing was started/);
  expect(await told(() => own.prisma.$transaction((tx) => write(tx)))).toMatch(/read-only/);
  await db.pool.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
});

test("a database that does not answer is told as such, and that the press may have counted", async () => {
  const dead = new URL(db.url);
  dead.port = "1";
  const own = open(dead.toString());
  expect(await told(() => write(own.prisma))).toMatch(/cannot be reached.*look at the page/);
  expect(await told(() => own.pool.query("SELECT 1"))).toMatch(/cannot be reached/);
});

test("a connection that breaks in the middle of a transaction is told as such", async () => {
  const own = open(db.url);
  const broken = () =>
    own.prisma.$transaction(async (tx) => {
      const [{ pid }] = await tx.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
      await db.pool.query("SELECT pg_terminate_backend($1)", [pid]);
      return tx.user.count();
    });
  expect(await told(broken)).toMatch(/cannot be reached/);
});

test("too many connections are told as such", async () => {
  const clients = [] as pg.Client[];
  onTestFinished(async () => {
    await Promise.all(clients.map((c) => c.end()));
  });
  await db.pool.query(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  // A superuser is not limited, so the limit is shown to somebody else.
  await db.pool.query("CREATE ROLE limited LOGIN PASSWORD 'limited-1'");
  onTestFinished(async () => {
    await db.pool.query("DROP ROLE limited");
    await db.pool.query(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  });
  const url = new URL(db.url);
  url.username = "limited";
  url.password = "limited-1";
  expect(await told(() => open(url.toString()).prisma.user.count())).toMatch(/takes no more connections/);
});

test.each([
  ["a defect of ours", new TypeError("x is not a function")],
  ["a broken constraint", Object.assign(new Error("unique"), { code: "P2002" })],
  ["nothing", null],
])("%s is no trouble of the database", (_what, error) => {
  expect(databaseTrouble(error)).toBeNull();
});
