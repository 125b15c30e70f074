import path from "node:path";
import { type CommandOptions, run } from "../command.ts";
import { loginEnvironment } from "../environment.ts";
import type { RangeLayout } from "../layout.ts";
import type { PostgresServer } from "./postgres-server.ts";

/** The application's database and the role it logs in with, which owns everything in it. */
export const APP_DATABASE = "appdb";
export const APP_ROLE = "app_user";
/** Never written after it was made: what a reset copies from. */
const PRISTINE = "range_pristine";
/** Rows of each table as they were before anything was broken. */
export const ROWS = { agents: 500, tasks: 800, agent_events: 1000 } as const;

export type Postgres = PostgresServer & { layout: RangeLayout; appPassword: string };

/** Runs a client program of the range as the role `postgres`. The password is never part of a command line. */
export function pgRun(
  { tools, port, password, layout }: Postgres,
  program: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  const env = { PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "postgres", PGPASSWORD: password };
  return run(path.join(tools.dir, program), args, {
    ...options,
    env: { ...loginEnvironment(layout.root), LC_ALL: "C.UTF-8", ...env },
  });
}

/** Runs SQL and answers with unaligned rows. */
export function sql(postgres: Postgres, text: string, database = "postgres"): Promise<string> {
  const args = ["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database];
  return pgRun(postgres, "psql", args, { stdin: text });
}

/** Roles and the database that every reset copies from. Once per cluster. */
export async function makeContent(postgres: Postgres): Promise<void> {
  await sql(
    postgres,
    `CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '${postgres.appPassword}';
     CREATE ROLE app_reader NOLOGIN;
     CREATE DATABASE ${PRISTINE} OWNER ${APP_ROLE} TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
     CREATE DATABASE billing TEMPLATE template0;`,
  );
  await sql(postgres, "CREATE TABLE invoices AS SELECT g AS id FROM generate_series(1, 40) g;", "billing");
  await sql(postgres, TABLES, PRISTINE);
}

const TABLES = `
SET ROLE ${APP_ROLE};
CREATE TABLE agents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type text NOT NULL,
  name text NOT NULL,
  spawned_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE tasks (
  id bigint PRIMARY KEY,
  agent_id bigint NOT NULL REFERENCES agents,
  title text NOT NULL
);
-- Without a key, as a journal is: a restore into it doubles its rows and nothing complains.
CREATE TABLE agent_events (at timestamptz NOT NULL, agent_id bigint NOT NULL, event text NOT NULL);
INSERT INTO agents (type, name, spawned_at)
  SELECT (ARRAY['researcher', 'coder', 'tester'])[1 + g % 3], 'agent-' || g, '2025-11-01'::timestamptz + g * interval '7 minutes'
  FROM generate_series(1, ${ROWS.agents}) g;
INSERT INTO tasks SELECT g, 1 + g % ${ROWS.agents}, 'task ' || g FROM generate_series(1, ${ROWS.tasks}) g;
INSERT INTO agent_events
  SELECT '2025-11-01'::timestamptz + g * interval '3 minutes', 1 + g % ${ROWS.agents}, 'heartbeat' FROM generate_series(1, ${ROWS.agent_events}) g;
GRANT SELECT ON agents TO app_reader;
`;

/** The application's database as it was before anything was broken; whatever else a rollback left of it is gone. Nobody may use it meanwhile. */
export async function resetContent(postgres: Postgres): Promise<void> {
  await sql(
    postgres,
    `SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname LIKE '${APP_DATABASE}%' \\gexec
     CREATE DATABASE ${APP_DATABASE} OWNER ${APP_ROLE} TEMPLATE ${PRISTINE};
     ALTER DATABASE ${APP_DATABASE} SET statement_timeout = '30s';
     ALTER DATABASE ${APP_DATABASE} SET search_path = "$user", public;
     ALTER ROLE ${APP_ROLE} IN DATABASE ${APP_DATABASE} SET work_mem = '8MB';
     REVOKE ALL ON DATABASE ${APP_DATABASE} FROM PUBLIC;
     GRANT CONNECT ON DATABASE ${APP_DATABASE} TO app_reader;`,
  );
}

/** Number of rows of each table, as `table count` lines in order of name. */
export async function countRows(postgres: Postgres, database: string = APP_DATABASE): Promise<string[]> {
  const counts = await sql(
    postgres,
    `SELECT format('SELECT %L || '' '' || count(*) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
     FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 \\gexec`,
    database,
  );
  return counts.trim().split("\n");
}
