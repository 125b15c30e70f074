import pg from "pg";

/** PostgreSQL cannot be used as configured. The message says why and what to do, without the password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
}

const connectTimeoutMs = 10_000;

/**
 * Makes sure that the database a URL names exists, creating it when the server lacks it. Safe to repeat and to race.
 * @throws {DatabaseUnavailableError}
 */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    await withClient(url, async () => {});
  } catch (error) {
    if (codeOf(error) !== "3D000") throw unavailable(url, error);
    await createDatabase(url);
  }
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = "/postgres";
  try {
    await withClient(maintenance.toString(), async (client) => {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    });
  } catch (error) {
    const madeMeanwhile = codeOf(error) === "42P04" || codeOf(error) === "23505";
    if (!madeMeanwhile) throw unavailable(url, error);
  }
}

/** Opens one connection for the length of `use`. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  client.on("error", () => {}); // a connection that breaks also rejects its query; without a listener it would end the process
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const advice: Record<string, string> = {
  "28P01": "The user name or password in DATABASE_URL is wrong.",
  "28000": "The server does not accept this user from here (pg_hba.conf).",
  "42501": "The user may not create the database. Create it, or give the user the right CREATEDB.",
  "53300": "The server has no free connection.",
  "57P03": "The server is still starting. Try again in a moment.",
  ECONNREFUSED: "Nothing listens there. Start PostgreSQL or correct DATABASE_URL.",
  ENOTFOUND: "The host name cannot be resolved. Correct DATABASE_URL.",
};

function unavailable(url: string, cause: unknown): DatabaseUnavailableError {
  const { hostname, port, pathname } = new URL(url);
  const message = cause instanceof Error ? cause.message : String(cause);
  const why = advice[codeOf(cause) ?? ""] ?? message;
  return new DatabaseUnavailableError(
    `PostgreSQL at ${hostname}:${port || 5432} cannot be used (database ${decodeURIComponent(pathname.slice(1))}). ${why}`,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
