import type { DrillItem, DrillRecord } from "../playbook/drills.ts";
import { duration } from "../rca/metrics.ts";
import { type DrillFacts, injectionOf, rehearsedOf, restoredBy, rollbacksOf } from "./facts.ts";

export type Tick = { itemId: string; tickedAt: Date; by: string; note: string };
export type JudgedItem = {
  id: string;
  title: string;
  /** Who ticks it: the record, or a person. */
  by: "record" | "person";
  isTicked: boolean;
  tickedAt: Date | null;
  tickedBy: string | null;
  note: string;
  /** What proves it; null when a person says so. */
  evidence: string | null;
};

/** Each item as it stands: proven by the record, attested by a person, or open. What the record proves needs no person. Pure. */
export function judge(items: readonly DrillItem[], facts: DrillFacts, ticks: readonly Tick[]): JudgedItem[] {
  return items.map(({ id, title, record }) => {
    const proof = record === undefined ? null : proofOf(record, facts);
    const tick = ticks.find((t) => t.itemId === id);
    const by = record === undefined ? ("person" as const) : ("record" as const);
    const item = { id, title, by, note: tick?.note ?? "" };
    if (proof) return { ...item, isTicked: true, tickedAt: proof.at, tickedBy: "record", evidence: proof.evidence };
    if (tick) return { ...item, isTicked: true, tickedAt: tick.tickedAt, tickedBy: tick.by, evidence: null };
    return { ...item, isTicked: false, tickedAt: null, tickedBy: null, evidence: null };
  });
}

type Proof = { at: Date | null; evidence: string };

/** Whether the record proves it, and with what. A failed or unproven rollback proves nothing. */
export function proofOf(record: DrillRecord, facts: DrillFacts): Proof | null {
  const injection = injectionOf(facts);
  const rehearsed = rehearsedOf(facts);
  const proven = rehearsed?.status === "succeeded" ? rehearsed : null;
  switch (record) {
    case "participants": {
      const here = facts.participants.filter((p) => p.present).length;
      const all = facts.participants.length;
      return all > 0 && here === all ? { at: null, evidence: `${here} of ${all} present` } : null;
    }
    case "scenario": {
      const { title, playbookHash } = facts.scenario;
      return (
        facts.startedAt && { at: facts.startedAt, evidence: `"${title}" of playbook ${playbookHash.slice(0, 12)}` }
      );
    }
    case "injected":
      return injection?.status === "succeeded"
        ? { at: injection.endedAt, evidence: `"${injection.title}" shown to fail by a probe` }
        : null;
    case "rollback-started": {
      const first = rollbacksOf(facts)[0];
      return first ? { at: first.createdAt, evidence: `"${first.title}" started` } : null;
    }
    case "rollback-proven":
      return proven && { at: proven.endedAt, evidence: `"${proven.title}" proven in ${duration(tookMs(proven))}` };
    case "time-target":
      return proven && tookMs(proven) <= proven.targetTimeMs
        ? { at: proven.endedAt, evidence: `${duration(tookMs(proven))} of ${duration(proven.targetTimeMs)}` }
        : null;
    case "restored": {
      const restored = restoredBy(facts);
      return restored && { at: restored.endedAt, evidence: `every proof of "${restored.title}" passed` };
    }
    case "lessons":
      return counted(facts.lessons, "lesson", "lessons");
    case "improvements":
      return counted(facts.improvements, "improvement", "improvements");
    default:
      return record satisfies never;
  }
}

const counted = (list: readonly { at: Date }[], one: string, many: string): Proof | null =>
  list[0] ? { at: list[0].at, evidence: `${list.length} ${list.length === 1 ? one : many} recorded` } : null;

const tookMs = (run: { startedAt: Date | null; endedAt: Date | null }): number =>
  run.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : Number.POSITIVE_INFINITY;
