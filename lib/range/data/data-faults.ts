import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import path from "node:path";
import { attempt } from "../command.ts";
import { loginEnvironment } from "../environment.ts";
import { ensureService, stopService } from "../service.ts";
import type { Inside } from "../state.ts";
import { postgresOf } from "./data.ts";
import { writeDatabaseBackups } from "./dumps.ts";
import { APP_DATABASE, resetContent, sql } from "./postgres-content.ts";
import { findPostgres, findSqlite } from "./tools.ts";

const NO_POSTGRES = "this machine has no PostgreSQL (Debian: apt-get install postgresql)";
const NO_SQLITE = "this machine has no sqlite3 (Debian: apt-get install sqlite3), or its node is older than 22.5";
const MEMORY_MAIN = path.join(import.meta.dirname, "memory-main.ts");
const whyNoSqlite = async () => ((await findSqlite()) === null ? NO_SQLITE : null);
const whyNoPostgres = async () => ((await findPostgres()) === null ? NO_POSTGRES : null);

/** What goes wrong with data, in a range that was made with it. */
export const DATA_FAULTS = {
  "corrupt-database": {
    description:
      "a migration went wrong: a third of the agents is gone with their tasks, the names of others are overwritten, and the journal is doubled",
    whyUnavailable: whyNoPostgres,
    async inject(inside: Inside) {
      await sql(
        postgresIn(inside),
        `BEGIN;
         DELETE FROM tasks WHERE agent_id % 3 = 0;
         DELETE FROM agents WHERE id % 3 = 0;
         UPDATE agents SET name = 'corrupt' WHERE id % 3 = 1;
         INSERT INTO agent_events SELECT * FROM agent_events;
         COMMIT;`,
        APP_DATABASE,
      );
    },
    async clear(inside: Inside) {
      await resetContent(postgresIn(inside));
    },
  },
  "truncated-dump": {
    description: "the newest good database dump is cut off after half its length: its checksum no longer holds",
    whyUnavailable: whyNoPostgres,
    async inject({ deployment }: Inside) {
      const file = provenDump(deployment.parameters.DB_BACKUP_DIR);
      if (file) truncateSync(file, Math.floor(statSync(file).size / 2));
    },
    async clear({ layout, deployment }: Inside) {
      writeDatabaseBackups(layout, deployment.parameters.DB_BACKUP_DIR);
    },
  },
  "stale-wal": {
    description:
      "thousands of bad rows were written to the memory database by a process that was killed: they lie in its WAL and come back after a cp",
    whyUnavailable: whyNoSqlite,
    async inject({ layout }: Inside) {
      // Ends by killing itself.
      await attempt(process.execPath, [MEMORY_MAIN, "spoil", layout.memory], { env: loginEnvironment(layout.root) });
    },
    clear: async () => {},
  },
  "sqlite-open": {
    description:
      "a process that is not the application has the memory database open: what is replaced under it comes back",
    whyUnavailable: whyNoSqlite,
    async inject({ layout }: Inside) {
      await ensureService(layout, {
        name: "memory-holder",
        file: process.execPath,
        args: [MEMORY_MAIN, "hold", layout.memory],
        env: loginEnvironment(layout.root),
        isReady: () => readFileSync(path.join(layout.run, "memory-holder.log"), "utf8").includes("holding"),
      });
    },
    async clear({ layout }: Inside) {
      await stopService(layout, "memory-holder");
    },
  },
} as const;

function postgresIn({ layout, state }: Inside) {
  const postgres = state.data && postgresOf(layout, state.data);
  if (!postgres) throw new Error("this range was made without PostgreSQL");
  return postgres;
}

/** The dump that a restore test has proven. */
function provenDump(dir: string): string | null {
  const tested = readdirSync(dir).find((name) => name.endsWith(".restore-test"));
  if (tested === undefined || !readFileSync(path.join(dir, tested), "utf8").startsWith("result=ok")) return null;
  const file = path.join(dir, tested.slice(0, -".restore-test".length));
  return existsSync(file) ? file : null;
}
