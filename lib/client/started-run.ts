import type { z } from "zod";
import type { StartedRun as Schema } from "#lib/contract/run.ts";

/** The answer of every start. */
export type StartedRun = z.infer<typeof Schema>;
