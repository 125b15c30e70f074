import { become } from "./process.ts";

/** Checks the playbooks: schema, traps, scripts. */
export async function lintPlaybooks(): Promise<void> {
  become("lib/playbook/lint-main.ts", {});
}
