import {
  Activity,
  Bell,
  CircleMinus,
  CircleX,
  ListChecks,
  type LucideIcon,
  MessageSquare,
  PhoneOutgoing,
  Play,
  ShieldCheck,
  Siren,
  UserCheck,
} from "lucide-react";

type Look = { icon: LucideIcon; ink: string };

/** Icon by the verb, then by the noun of an event's kind (`run.failed`, `note.added`). */
export function eventLook(kind: string): Look {
  const [noun = "", verb = ""] = kind.split(/\.(?=[^.]*$)/);
  if (/fail|lost|refused|overdue|interrupted/.test(verb)) return { icon: CircleX, ink: "text-crit" };
  if (/prove|succeeded|resolved/.test(verb)) return { icon: ShieldCheck, ink: "text-ok" };
  if (/cancel|superseded|skipped|lapsed/.test(verb)) return { icon: CircleMinus, ink: "text-ink-2" };
  if (noun.startsWith("notification")) return { icon: Bell, ink: "text-ink-2" };
  if (noun.startsWith("escalation")) return { icon: PhoneOutgoing, ink: "text-accent" };
  if (noun === "role") return { icon: UserCheck, ink: "text-ink-2" };
  if (noun.startsWith("note")) return { icon: MessageSquare, ink: "text-ink-2" };
  if (noun.startsWith("incident") || noun.startsWith("severity")) return { icon: Siren, ink: "text-crit" };
  if (noun.startsWith("checklist")) return { icon: ListChecks, ink: "text-ink-2" };
  if (/start/.test(verb)) return { icon: Play, ink: "text-accent" };
  return { icon: Activity, ink: "text-ink-2" };
}
