import type { Clock } from "#lib/ports/clock.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";

export type Parts = {
  db: Db;
  recorder: Recorder;
  queue: Queue;
  clock: Clock;
  /** Of the pages, for links in messages. */
  origin: string;
};
