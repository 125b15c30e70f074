/** `late` was sent or done, but after its time. */
export const DEADLINE_STATES = ["due", "overdue", "sent", "done", "late", "cancelled"] as const;
export type DeadlineState = (typeof DEADLINE_STATES)[number];
export type SettledAs = "sent" | "done" | "cancelled";

/** A deadline's state follows from its times and is stored nowhere. Pure. */
export function deadlineState(
  deadline: { dueAt: Date; settledAt: Date | null; settledAs: string | null },
  now: Date,
): DeadlineState {
  const { dueAt, settledAt, settledAs } = deadline;
  if (settledAt === null) return now > dueAt ? "overdue" : "due";
  if (settledAs === "cancelled") return "cancelled";
  if (settledAt > dueAt) return "late";
  return settledAs === "sent" ? "sent" : "done";
}
