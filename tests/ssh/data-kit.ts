import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { chooseData, dataParameters, dataSecrets, postgresOf, startData } from "#lib/range/data/data.ts";
import { APP_DATABASE, countRows, type Postgres, ROWS, resetContent, sql } from "#lib/range/data/postgres-content.ts";
import { stopPostgres } from "#lib/range/data/postgres-server.ts";
import { rangeLayout } from "#lib/range/layout.ts";
import { insideOf } from "#lib/range/state.ts";
import { playbookRange } from "./playbook-kit.ts";
import { scratchDir } from "./range-kit.ts";
import { runScript, startScript } from "./script-run.ts";

/** Rows of each table as they were before anything was broken. */
export const GOOD = Object.entries(ROWS)
  .map(([table, count]) => `public.${table} ${count}`)
  .sort();

export type DataRange = Awaited<ReturnType<typeof dataRange>>;

/** A range with databases, and what tests ask of them. */
export async function dataRange() {
  const on = await playbookRange({ data: true });
  const answer = async () => (await fetch(`${on.range.parameters.APP_URL}/api/agents`)).json();
  const postgres = () => {
    const { layout, state } = insideOf(on.range);
    return known(state.data && postgresOf(layout, state.data));
  };
  return {
    ...on,
    postgres,
    ...asked(postgres),
    agentsOfApplication: async (): Promise<number> => (await answer()).agents.count,
    activitiesOfApplication: async (): Promise<number> => (await answer()).memory.activities,
  };
}

export type ScratchPostgres = Awaited<ReturnType<typeof scratchPostgres>>;

/** The databases of a range without its application: for scripts that only touch data. */
export async function scratchPostgres() {
  const root = scratchDir();
  const layout = rangeLayout(root);
  for (const dir of [layout.bin, layout.run]) mkdirSync(dir, { recursive: true });
  const data = await chooseData(layout, undefined);
  await startData(layout, data);
  const postgres = known(postgresOf(layout, data));
  const backups = path.join(root, "backups");
  const values = {
    ...dataParameters(layout, data),
    ...dataSecrets(data),
    DB_BACKUP_DIR: backups,
    SAFETY_DIR: path.join(root, "safety"),
    APP_DIR: path.join(root, "app"),
    NODE_PATH_DIRS: layout.bin,
  };
  symlinkSync(process.execPath, path.join(layout.bin, "node"));
  return {
    root,
    layout,
    backups,
    postgres: () => postgres,
    ...asked(() => postgres),
    run: (script: string, more: Record<string, string> = {}) => runScript(root, script, { ...values, ...more }),
    start: (script: string, more: Record<string, string> = {}) => startScript(root, script, { ...values, ...more }),
    reset: async () => {
      rmSync(backups, { recursive: true, force: true });
      mkdirSync(backups, { recursive: true });
      await resetContent(postgres);
    },
    async remove() {
      await stopPostgres(layout);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function known<T>(value: T | null | undefined): T {
  if (!value) throw new Error("these tests need PostgreSQL and SQLite: see scripts/tasks/test/tools.ts");
  return value;
}

function asked(postgres: () => Postgres) {
  const query = async (text: string, database?: string) => (await sql(postgres(), text, database)).trim();
  const belongings = (database: string) =>
    query(`SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datacl::text, datallowconn FROM pg_database WHERE datname = '${database}';
      SELECT pg_get_userbyid(s.setrole), s.setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = '${database}' ORDER BY 1;`);
  const databases = async () =>
    (await query("SELECT datname FROM pg_database WHERE datname LIKE 'appdb%' ORDER BY 1")).split("\n");
  return {
    query,
    /** Owner, locale, rights and settings: what belongs to a database and not to its contents. */
    belongings,
    databases,
    rows: (database?: string) => countRows(postgres(), database),
    /** Everything that a restore could touch: every row, what belongs to the database, its identity, and what lies beside it. */
    async fingerprint() {
      const content = await query(
        ["agents", "tasks", "agent_events"]
          .map((table) => `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM ${table} t;`)
          .join("\n"),
        APP_DATABASE,
      );
      const oid = await query(`SELECT oid FROM pg_database WHERE datname = '${APP_DATABASE}'`);
      return [content, oid, await belongings(APP_DATABASE), await databases()].join("\n");
    },
  };
}
