import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#generated/prisma/client.ts";

/** Prisma's client and the pool below it; both use the same connections. */
export type Db = { prisma: PrismaClient; pool: pg.Pool; close(): Promise<void> };

export type DbOptions = {
  /** Connections at most. (Default: 10) */
  max?: number;
  /** Shown by the server in `pg_stat_activity`. (Default: "backout") */
  name?: string;
};

const connectTimeoutMs = 10_000;

/** Opens no connection until the first query. Connections that break while idle are replaced silently. */
export function createDb(url: string, { max = 10, name = "backout" }: DbOptions = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  // The pool has dropped the connection when this is called; without a listener the process would end.
  pool.on("error", () => {});
  // The same for one that is lent out and silent when the server ends it, between two statements of a transaction: the next statement fails.
  pool.on("connect", (client) => client.on("error", () => {}));
  // Prisma's own 2 s and 5 s give up on a machine that is merely busy, which is when an incident is handled.
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: connectTimeoutMs, timeout: 15_000 },
  });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

declare global {
  var backoutDb: Db | undefined;
}

/**
 * Opens the connection pool of this process. Its place is `globalThis`, in production too: Next's server and route
 * bundles and our own code each load their own copy of this module, and every copy would open a pool of its own.
 */
export function openProcessDb(url: string, options?: DbOptions): Db {
  globalThis.backoutDb ??= createDb(url, options);
  return globalThis.backoutDb;
}

/** The pool that the composition root opened. */
export function processDb(): Db {
  if (!globalThis.backoutDb) throw new Error("No database in this process: openProcessDb(url) comes first.");
  return globalThis.backoutDb;
}
