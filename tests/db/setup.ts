import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#lib/adapters/postgres/embedded.ts";
import { applyMigrations } from "#lib/adapters/postgres/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the migrated template database; tests use createTestDatabase() from tests/db/database.ts. */
    templateUrl: string;
  }
}

const silent = { info() {}, warn() {} };

/** One real PostgreSQL for the whole run, in a directory that goes with it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), "backout-test-db-"));
  const server = await startEmbeddedPostgres({ dataDir: path.join(dir, "postgres"), log: silent });
  const template = new URL(server.url);
  template.pathname = "/backout_template";
  await applyMigrations(template.toString());
  project.provide("templateUrl", template.toString());
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true });
  };
}
