import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

const charOid = 18; // the catalogue's type "char"
const textOid = 25;

export const databaseName = (url) => decodeURIComponent(new URL(url).pathname.slice(1));

export const createDatabase = (url) => onServer(url, `CREATE DATABASE ${pg.escapeIdentifier(databaseName(url))}`);

export const dropDatabase = (url, name = databaseName(url)) =>
  onServer(url, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);

/** Fails as `pg` fails when the database cannot be reached. */
export async function connectOnce(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
}

async function onServer(url, sql) {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = new pg.Client({ connectionString: maintenance.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** What the engine asks for connections: to the database itself, and to an empty one for `migrate dev`. */
export function adapterFactory(url) {
  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(url),
    async connectToShadowDb() {
      const name = `prisma_migrate_shadow_db_${globalThis.crypto.randomUUID()}`;
      await onServer(url, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
      const adapter = await open(url, name);
      const dispose = adapter.dispose.bind(adapter);
      adapter.dispose = async () => {
        await dispose();
        await dropDatabase(url, name);
      };
      return adapter;
    },
  });
}

async function open(url, database) {
  // Single fields: in pg a connection string wins over `database`, and the shadow database would be the real one.
  const config = { ...parseIntoClientConfig(url), max: 4, ...(database && { database }) };
  const schema = new URL(url).searchParams.get("schema") ?? undefined;
  const adapter = await new PrismaPg(config, { schema }).connect();
  readCharColumnsAsText(adapter);
  sendScriptsWhole(adapter);
  return adapter;
}

/** The adapter refuses columns of type "char", which the engine reads when it describes a schema. */
function readCharColumnsAsText(adapter) {
  const { performIO, queryRaw } = adapter;
  adapter.performIO = async function (query) {
    const result = await performIO.call(this, query);
    query.charColumns = [];
    for (const [index, field] of result.fields.entries()) {
      if (field.dataTypeID !== charOid) continue;
      field.dataTypeID = textOid;
      query.charColumns.push(index);
    }
    return result;
  };
  adapter.queryRaw = async function (query) {
    const result = await queryRaw.call(this, query);
    for (const index of query.charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}

/** The adapter splits a script at every semicolon, which breaks function bodies. */
function sendScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
}
