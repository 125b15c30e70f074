import path from "node:path";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { assess } from "#lib/domain/severity/assess.ts";
import type { Signals } from "#lib/domain/severity/types.ts";
import { loadPlaybook } from "#lib/playbook/load.ts";

export const PLAYBOOKS = path.join(import.meta.dirname, "..", "..", "..", "playbooks");

export const shipped = (id: string): Playbook => loadPlaybook(path.join(PLAYBOOKS, id)).playbook;

/** Assesses with one playbook: `judged({ crashed: true })`. */
export const assessor =
  (playbook: Playbook) =>
  (signals: Signals, symptoms: readonly string[] = []) =>
    assess(playbook, signals, symptoms);
