import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "./lab.ts";

const LOOK_MS = 50;
/** What is promised (I4). */
export const PROGRESS_MS = 30_000;
/** A run that goes on so much longer is stuck, on the slowest machine. */
const STUCK_MS = 120_000;
const ALIVE = ["queued", "running", "waiting"] as const;

/** Which of the runs go on. */
export async function alive(lab: Lab, runIds: readonly string[]): Promise<string[]> {
  const rows = await lab.prisma.run.findMany({
    where: { id: { in: [...runIds] }, status: { in: [...ALIVE] } },
    select: { id: true },
  });
  return rows.map((r) => r.id);
}

/** Until none of them goes on, or the limit (in ms) has passed: then the ones that still do. Answers also how long it took, in ms. */
export async function untilRested(
  lab: Lab,
  runIds: readonly string[],
  limitMs: number = STUCK_MS,
): Promise<{ tookMs: number; stuck: string[] }> {
  const since = performance.now();
  for (;;) {
    const stuck = await alive(lab, runIds).catch(() => [...runIds]); // the database may be what is down
    const tookMs = performance.now() - since;
    if (stuck.length === 0 || tookMs > limitMs) return { tookMs, stuck };
    await pause(LOOK_MS);
  }
}
