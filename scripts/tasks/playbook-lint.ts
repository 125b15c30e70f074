import path from "node:path";
import { loadPlaybooks } from "#lib/playbook/load.ts";
import { root } from "./process.ts";

/** Loads the playbooks below `playbooks/` (or below the folders given) and reports what is wrong, with file, line and column. */
export async function lintPlaybooks(folders: string[]): Promise<void> {
  const results = (folders.length > 0 ? folders : [path.join(root, "playbooks")]).map((folder) =>
    loadPlaybooks(folder),
  );
  for (const { playbook, hash } of results.flatMap(({ loaded }) => loaded)) {
    console.log(
      `ok      ${playbook.playbook}, ${Object.keys(playbook.procedures).length} procedures, ${hash.slice(0, 12)}`,
    );
  }
  const failed = results.flatMap(({ failed }) => failed);
  for (const { id, error } of failed) console.error(`BROKEN  ${id}\n${error.message}`);
  if (failed.length > 0) process.exitCode = 1;
}
