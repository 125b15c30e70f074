import { Bell, CircleCheck, CircleMinus, Clock, type LucideIcon, Send } from "lucide-react";
import type { DeadlineView } from "#lib/contract/communication.ts";

type Look = { label: string; icon: LucideIcon; ink: string };

/** Every state of a deadline: word, icon and ink. */
export const DEADLINE_LOOK: Record<DeadlineView["state"], Look> = {
  due: { label: "Due", icon: Clock, ink: "text-ink-2" },
  overdue: { label: "Overdue", icon: Bell, ink: "text-crit" },
  sent: { label: "Sent in time", icon: Send, ink: "text-ok" },
  done: { label: "Done in time", icon: CircleCheck, ink: "text-ok" },
  late: { label: "Late", icon: CircleCheck, ink: "text-warn" },
  cancelled: { label: "Does not apply", icon: CircleMinus, ink: "text-ink-3" },
};

const VIA: Record<DeadlineView["via"], string> = {
  person: "by a person",
  email: "by e-mail",
  chat: "by chat",
  webhook: "by webhook",
  pager: "by pager",
  "status-page": "on the status page",
  record: "shown by the record",
};

/** `by e-mail, to Deployment lead`. */
export const wayOf = ({ via, audience }: Pick<DeadlineView, "via" | "audience">): string =>
  audience.length > 0 ? `${VIA[via]}, to ${audience.map((a) => a.title).join(", ")}` : VIA[via];

export const isOpen = ({ state }: Pick<DeadlineView, "state">): boolean => state === "due" || state === "overdue";
