import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { Migration } from "./history.ts";

let busy: Promise<unknown> = Promise.resolve();

/**
 * Applies what is missing with Prisma's schema engine, compiled to WebAssembly, in this process. One call at a time:
 * a second one waits, because a timer function of the whole process is replaced meanwhile.
 * @throws the database's own error when a migration fails.
 */
export async function applyWithEngine(url: string, dir: string, migrations: Migration[]): Promise<string[]> {
  const turn = busy.then(() => apply(url, dir, migrations));
  busy = turn.catch(() => {});
  return await turn;
}

async function apply(url: string, dir: string, migrations: Migration[]): Promise<string[]> {
  instantiated ??= instantiate();
  await instantiated;
  const database = connectionsTo(url);
  try {
    return await withoutLastingTimers(async () => {
      const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, database.factory);
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: {
          baseDir: dir,
          lockfile: {
            path: "migration_lock.toml",
            content: readFileSync(path.join(dir, "migration_lock.toml"), "utf8"),
          },
          shadowDbInitScript: "",
          migrationDirectories: migrations.map(({ name, sql }) => ({
            path: name,
            migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
          })),
        },
        filters: { externalTables: [], externalEnums: [] },
      });
      return appliedMigrationNames;
    });
  } catch (error) {
    throw database.scriptError() ?? error; // the engine's error only says that the adapter failed
  } finally {
    await database.close();
  }
}

// Once per process: the bindings hold one instance, and a second would be called by the first one's timers.
let instantiated: Promise<void> | undefined;

async function instantiate(): Promise<void> {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message(message: string) {
        throw new Error(`Prisma's schema engine panicked: ${message}`);
      },
    },
  });
  const module = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(readFileSync(module.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}

function connectionsTo(url: string) {
  const factory = new PrismaPg({ connectionString: url });
  const connect = factory.connect.bind(factory);
  const open: Awaited<ReturnType<typeof connect>>[] = [];
  let scriptError: unknown;
  factory.connect = async () => {
    const adapter = await connect();
    open.push(adapter);
    // The adapter splits a script at every semicolon, which breaks function bodies: send it whole.
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        scriptError = error;
        throw error;
      }
    };
    return adapter;
  };
  return {
    factory: bindMigrationAwareSqlAdapterFactory(factory),
    scriptError: () => scriptError,
    /** Idle connections would hold the process up for 10 s. */
    close: () => Promise.all(open.map((adapter) => adapter.dispose())),
  };
}

/** The engine arms a 10 s timer and never clears it; unless it is unref'd, a short process lives on for it. */
async function withoutLastingTimers<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) =>
    setTimeout(...args).unref()) as typeof setTimeout;
  try {
    return await work();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}
