import { connectOnce, createDatabase, dropDatabase } from "./database.mjs";

const commands = {
  "can-connect-to-database": connectOnce,
  "create-database": createDatabase,
  "drop-database": dropDatabase,
};

const prismaCodes = { "3D000": "P1003", "28P01": "P1000", "42P04": "P1009" };
const unreachable = "P1001";

/** `schema-engine cli <name>`: returns the exit code; why it failed is a JSON line on stderr, as Prisma expects. */
export async function runCommand(name, url) {
  report("INFO", `Starting schema engine CLI: ${name}`); // Prisma skips the first line, whatever it says
  try {
    await commands[name](url);
    return 0;
  } catch (error) {
    report("ERROR", error.message || error.code || String(error), {
      error_code: prismaCodes[error.code] ?? unreachable,
      is_panic: false,
    });
    return 1;
  }
}

export function report(level, message, fields = {}) {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    target: "schema_engine::logger",
    fields: { message, ...fields },
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
