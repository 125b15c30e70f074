import type { Logger } from "pino";
import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { CommunicationStore } from "#lib/ports/communication-store.ts";
import type { EngineStore } from "#lib/ports/engine-store.ts";
import type { InvestigationStore } from "#lib/ports/investigation-store.ts";
import type { MetricsReader } from "#lib/ports/metrics-reader.ts";
import type { Notifier } from "#lib/ports/notifier.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import type { ReadinessStore } from "#lib/ports/readiness-store.ts";
import type { RunStore } from "#lib/ports/run-store.ts";
import type { Opener } from "#lib/ports/sealer.ts";
import type { SignalStore } from "#lib/ports/signal-store.ts";
import type { WatchStore } from "#lib/ports/watch-store.ts";
import type { Hosts } from "./hosts.ts";

/** What the engine works with; the composition root makes it. */
export type EngineDeps = {
  engine: Extract<Actor, { kind: "engine" }>;
  runs: RunStore;
  store: EngineStore;
  communication: CommunicationStore;
  notifier: Notifier;
  investigations: InvestigationStore;
  readiness: ReadinessStore;
  output: OutputStore;
  signals: SignalStore;
  metrics: MetricsReader;
  watches: WatchStore;
  hosts: Hosts;
  /** Opens what is sealed to this engine, at the moment of use. */
  opener: Opener;
  clock: Clock;
  log: Logger;
};

/** Limits of the engine's patience, in ms. Tests shorten them. */
export type Patience = {
  /** A target that cannot be reached before a step began is given up after this; nothing was run then. (Default: 20_000) */
  reachMs: number;
  /** Contact lost in the middle of a step: beyond the step's own time limit the engine keeps trying this long before it says unknown. (Default: 600_000) */
  contactMs: number;
  /** Between two tries. (Default: 1_000) */
  retryMs: number;
  /** TERM to KILL when a step is stopped. (Default: 5_000) */
  graceMs: number;
  /** Between two looks at a target's readiness; null: it is looked at only when somebody asks. (Default: 600_000) */
  readinessMs: number | null;
};
export const PATIENCE: Patience = {
  reachMs: 20_000,
  contactMs: 600_000,
  retryMs: 1_000,
  graceMs: 5_000,
  readinessMs: 600_000,
};
