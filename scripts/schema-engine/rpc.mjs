import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { report } from "./command.mjs";
import { adapterFactory, createDatabase, databaseName } from "./database.mjs";

const rpcErrorCode = 4466;

/** Answers JSON-RPC requests, one a line, in order, until stdin ends. */
export async function serve({ url, datamodels }) {
  await instantiate();
  let engine;
  const openEngine = async () => {
    engine ??= await bindings.SchemaEngine.new(
      { datamodels: datamodels.length > 0 ? datamodels : undefined },
      () => {},
      adapterFactory(url),
    );
    return engine;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method === undefined) continue; // the answer to a "print" of ours
    try {
      send({ id, result: (await call(await openEngine(), method, params, url)) ?? null });
    } catch (error) {
      send({ id, error: rpcError(error) });
    }
  }
  process.exit(0); // the engine leaves a timer and connections behind
}

async function call(engine, method, params, url) {
  if (method === "getDatabaseVersion") return await engine.version(params);
  if (method === "createDatabase") {
    await createDatabase(url);
    return { databaseName: databaseName(url) };
  }
  const result = await engine[method](params);
  if (method !== "diff" || !result.stdout) return result;
  send({ id: Date.now(), method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

function rpcError({ message, code, meta }) {
  const known = code ? { error_code: code, meta } : {};
  return {
    code: rpcErrorCode,
    message: "An error happened. Check the data field for details.",
    data: { is_panic: false, message, ...known },
  };
}

async function instantiate() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => report("ERROR", `panic: ${message}`) };
  const module = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = readFileSync(module.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
