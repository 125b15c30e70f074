// A process that starts the embedded server on the directory it is given and stays: for tests that kill it.
import { startEmbeddedPostgres } from "#lib/adapters/postgres/embedded.ts";

const log = { info() {}, warn: (...args: unknown[]) => console.log("warned", ...args) };
try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] as string, log });
  console.log(`server ${server.pid} ${server.url}`);
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(`refused ${(error as Error).message}`);
  process.exitCode = 1;
}
