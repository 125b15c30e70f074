import type { Actor } from "#lib/domain/actor/actor.ts";

/** What the engine reads and records of an incident's communication. Every change is one transaction and safe to repeat. */
export interface CommunicationStore {
  /** Timers that have passed and are not recorded: behind each job stands this look. */
  passed(): Promise<{ deadlineIds: string[] }>;
  /** Records, once, that a deadline passed unsettled. Answers whether it did so now. */
  recordOverdue(by: Actor, deadlineId: string): Promise<boolean>;
}
