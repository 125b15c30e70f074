import path from "node:path";
import { lintPlaybook } from "#lib/playbook/lint.ts";
import { loadPlaybooks } from "#lib/playbook/load.ts";
import { root } from "./process.ts";

/** Loads the playbooks below `playbooks/` (or below the folders given), and reports what is wrong with them and which traps their scripts hold. */
export async function lintPlaybooks(folders: string[]): Promise<void> {
  const results = (folders.length > 0 ? folders : [path.join(root, "playbooks")]).map((folder) =>
    loadPlaybooks(folder),
  );
  for (const { playbook, hash } of results.flatMap(({ loaded }) => loaded)) {
    const traps = lintPlaybook(playbook);
    for (const { file, line, trap, message } of traps)
      console.error(`TRAP    ${playbook.playbook}/${file}:${line}: ${trap}: ${message}`);
    if (traps.length > 0) process.exitCode = 1;
    console.log(
      `${traps.length > 0 ? "traps " : "ok    "}  ${playbook.playbook}, ${playbook.procedures.length} procedures, ${hash.slice(0, 12)}`,
    );
  }
  const failed = results.flatMap(({ failed }) => failed);
  for (const { id, error } of failed) console.error(`BROKEN  ${id}\n${error.message}`);
  if (failed.length > 0) process.exitCode = 1;
}
