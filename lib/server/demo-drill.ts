import type { Logger } from "pino";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { createSealer } from "#lib/adapters/secrets/sealer.ts";
import type { Db } from "#lib/ports/db.ts";
import { planDrill } from "#lib/services/drills/plan.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";
import { DEMO_TARGET } from "./demo-target.ts";

const DAY_MS = 86_400_000;

/** Plans the quarter's drill on the demo's target, once: what people do with it stays. */
export async function planDemoDrill(url: string, db: Db, log: Logger): Promise<void> {
  if ((await db.drill.count()) > 0) return;
  const clock = { now: () => new Date() };
  const recorder = createRecorder({ clock });
  const queue = await createQueue({ url, works: false, log });
  try {
    const runs = createRunStore({ db, recorder, clock, followUps: createRunFollowUps({ clock, recorder, queue }) });
    const actor = { kind: "schedule", id: "demo", name: "demo" } as const;
    const at = new Date(clock.now().getTime() + 14 * DAY_MS);
    at.setUTCHours(10, 0, 0, 0);
    await planDrill(
      { actor, db, clock, queue, recorder, runs, sealer: createSealer(db) },
      {
        title: "Quarterly rollback drill",
        playbook: "agent-platform",
        procedure: "level-2",
        scenario: "bad-release",
        targets: [DEMO_TARGET],
        owner: "commander",
        participants: [
          { name: "commander", role: "commander", present: null },
          { name: "responder", role: "", present: null },
          { name: "commander-2", role: "observer", present: null },
        ],
        scheduledAt: at.toISOString(),
        timeZone: "UTC",
      },
    );
  } finally {
    await queue.stop();
  }
}
