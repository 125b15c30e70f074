type Database = {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: string[]): void; get(): { n: number } };
};

let opened: Database | null = null;

/** The memory database of the agents: SQLite in WAL mode at MEMORY_DB, held open as long as the process lives; null without it. */
function memory(): Database | null {
  const file = process.env.MEMORY_DB;
  if (!file) return null;
  if (opened === null) {
    const { DatabaseSync } = require("node:sqlite");
    const database: Database = new DatabaseSync(file);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 2000");
    opened = database;
  }
  return opened;
}

export function remember(agent: string, activity: string): void {
  memory()
    ?.prepare("INSERT INTO agent_activities (agent, activity, at) VALUES (?, ?, ?)")
    .run(agent, activity, new Date().toISOString());
}

/** How many activities are remembered; null when there is no memory database. */
export function remembered(): number | null {
  const db = memory();
  return db === null ? null : Number(db.prepare("SELECT count(*) AS n FROM agent_activities").get().n);
}
