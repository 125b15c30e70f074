import type { RunStatus } from "#lib/domain/run/status.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { operate } from "./operate.ts";

/** Asks to stop. The run is `cancelled` only when the target has answered that no process of it is left. */
export async function cancelRun(ctx: ServiceContext, runId: string): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.stop");
  const run = await operate(ctx, runId, "run.cancel", { kind: "cancel" });
  return { id: run.id, status: run.status };
}
