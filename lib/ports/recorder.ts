import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Notice } from "#lib/realtime/contract.ts";
import type { Tx } from "./db.ts";

export type TimelineEntry = {
  incident: number;
  /** When it happened; the time of recording when omitted. */
  occurredAt?: Date;
  kind: string;
  text: string;
  runId?: string;
  stepRunId?: string;
  data?: Record<string, unknown>;
};
export type AuditEntry = { action: string; object: string; data?: Record<string, unknown> };

/** Writes the record in the caller's transaction: hash-chained, append-only, and rolled back with what it explains. */
export interface Recorder {
  timeline(tx: Tx, actor: Actor, entry: TimelineEntry): Promise<void>;
  audit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void>;
  /** NOTIFY, delivered at commit. */
  notify(tx: Tx, notice: Notice): Promise<void>;
}
