import type { Command } from "./command.ts";
import { assess } from "./commands/assess.ts";
import { card } from "./commands/card.ts";
import { declare } from "./commands/declare.ts";
import { exportIncident } from "./commands/export.ts";
import { login } from "./commands/login.ts";
import { plan } from "./commands/plan.ts";
import { lint, validate } from "./commands/playbook.ts";
import { readiness } from "./commands/readiness.ts";
import { run } from "./commands/run.ts";
import { approve, start, stop, watch } from "./commands/runs.ts";
import { verify } from "./commands/verify.ts";

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly Command[] = [
  login,
  assess,
  declare,
  plan,
  run,
  watch,
  stop,
  approve,
  start,
  readiness,
  card,
  exportIncident,
  verify,
  validate,
  lint,
];
