#!/usr/bin/env node
// The command `backout`. Hands over to the Node 24 that came with the packages; what it does is in lib/cli.
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const neededMajor = 24;
const root = path.dirname(path.dirname(realpathSync(fileURLToPath(import.meta.url))));
const own = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
const args = [path.join(root, "lib", "cli", "main.ts"), ...process.argv.slice(2)];

if (Number(process.versions.node.split(".")[0]) >= neededMajor) {
  process.argv.splice(1, process.argv.length, ...args);
  await import(args[0]);
} else if (existsSync(own)) {
  const { spawnSync } = await import("node:child_process");
  // The child stands in the same terminal and group: what the keyboard sends reaches it, and this one waits for its end.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  process.exit(spawnSync(own, args, { stdio: "inherit" }).status ?? 1);
} else {
  console.error(
    `backout needs Node ${neededMajor} or newer, and this is ${process.version}. Nothing was done. Run npm install in ${root}, which brings it.`,
  );
  process.exit(1);
}
