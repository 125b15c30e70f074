import type { Actor } from "#lib/domain/actor/actor.ts";
import { type Action, may, rolesThatMay } from "#lib/domain/actor/permission.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { RunStore } from "#lib/ports/run-store.ts";
import type { Sealer } from "#lib/ports/sealer.ts";

/** What a service needs, whoever calls it. One request, one actor. */
export type ServiceContext = {
  actor: Actor;
  db: Db;
  clock: Clock;
  queue: Queue;
  recorder: Recorder;
  runs: RunStore;
  sealer: Sealer;
};

/** The one place where permission is decided. Engines and schedules act by their own rules, not by a role. */
export function authorise(ctx: ServiceContext, action: Action): void {
  if (ctx.actor.kind === "engine" || ctx.actor.kind === "schedule") return;
  if (ctx.actor.kind === "contact")
    throw new AppError(
      "forbidden",
      "Whoever comes by a link may do what the link is for, and nothing else. Nothing was changed.",
    );
  if (may(ctx.actor.role, action)) return;
  throw new AppError(
    "forbidden",
    `Your role is ${ctx.actor.role}; this needs ${rolesThatMay(action).join(" or ")}. Nothing was changed.`,
  );
}
