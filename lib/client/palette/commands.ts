import type { Me } from "#lib/contract/common.ts";
import type { DrillSummary } from "#lib/contract/drill.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { TargetView } from "#lib/contract/target.ts";
import type { Action } from "#lib/domain/actor/permission.ts";
import { whyNot } from "../permission.ts";

export const GROUPS = ["Here", "Incidents", "Do", "Pages", "Targets", "Playbooks", "Drills", "Reviews"] as const;

/** Something the palette offers. It opens a page or a dialog and never acts by itself. */
export type Command = {
  id: string;
  group: (typeof GROUPS)[number];
  title: string;
  detail: string;
  /** Further words that find it. */
  words: string[];
  /** Why it cannot be chosen, as a sentence; null when it can. */
  off: string | null;
} & ({ href: string } | { open: () => void });

/** What the palette has read so far; what is missing is not offered yet. */
export type Known = {
  me: Me | undefined;
  incidents: readonly IncidentSummary[];
  targets: readonly TargetView[];
  playbooks: readonly PlaybookView[];
  drills: readonly DrillSummary[];
};

type Link = Omit<Extract<Command, { href: string }>, "off" | "words"> & { words?: string[]; off?: string | null };
const link = ({ words = [], off = null, ...rest }: Link): Command => ({ ...rest, words, off });

const PAGES: readonly Command[] = [
  { id: "board", title: "Board", detail: "G B", href: "/", words: ["home", "status"] },
  { id: "incidents", title: "Incidents", detail: "G I", href: "/incidents" },
  { id: "drills", title: "Drills", detail: "G D", href: "/drills", words: ["rehearsal", "game day"] },
  { id: "playbooks", title: "Playbooks", detail: "G P", href: "/playbooks", words: ["procedures", "runbook"] },
  { id: "targets", title: "Targets", detail: "G T", href: "/targets", words: ["servers", "hosts"] },
  { id: "record", title: "Record and times", detail: "G R", href: "/record", words: ["audit", "reviews", "metrics"] },
  {
    id: "contacts",
    title: "Contacts and channels",
    detail: "Settings",
    href: "/settings/communication",
    words: ["mail", "slack", "phone", "settings"],
  },
  {
    id: "notifications",
    title: "Notifications and sounds",
    detail: "Settings",
    href: "/settings/notifications",
    words: ["push", "browser", "wake", "beep"],
  },
  { id: "status", title: "Public status page", detail: "As customers see it", href: "/status" },
].map((page) => link({ ...page, id: `page:${page.id}`, group: "Pages" }));

/** Everything that can be gone to or begun, in the order of `GROUPS`; what the role does not allow says so. */
export function commandsOf(known: Known): Command[] {
  const off = (action: Action, verb: string) => whyNot(known.me, action, verb);
  return [
    ...known.incidents.map((incident) =>
      link({
        id: `incident:${incident.number}`,
        group: "Incidents",
        title: `INC-${incident.number} ${incident.title}`,
        detail: `${incident.drill === null ? "" : "drill, "}${incident.severity}, ${incident.status}`,
        href: `/incidents/${incident.number}`,
        words: [...incident.targets, incident.playbook],
      }),
    ),
    link({
      id: "do:declare",
      group: "Do",
      title: "Declare an incident…",
      detail: "Opens the assessment; declares nothing by itself",
      href: "/assess",
      words: ["assess", "severity", "alarm", "new incident"],
      off: off("incident.declare", "Declaring an incident"),
    }),
    link({
      id: "do:drill",
      group: "Do",
      title: "Plan a drill…",
      detail: "Opens the form",
      href: "/drills/new",
      words: ["rehearse", "schedule"],
      off: off("drill.manage", "Planning a drill"),
    }),
    ...PAGES,
    ...known.targets.map((target) =>
      link({
        id: `target:${target.name}`,
        group: "Targets",
        title: `Quick reference card of ${target.name}`,
        detail: `${target.environment}, ${target.playbook}`,
        href: `/targets/${target.id}/card`,
        words: [target.address, "print", "commands"],
      }),
    ),
    ...known.playbooks.map((playbook) =>
      link({
        id: `playbook:${playbook.id}`,
        group: "Playbooks",
        title: playbook.title,
        detail: playbook.id,
        href: `/playbooks/${playbook.id}`,
        words: playbook.procedures.map((procedure) => procedure.title),
      }),
    ),
    ...known.drills.map((drill) =>
      link({
        id: `drill:${drill.number}`,
        group: "Drills",
        title: `DRILL-${drill.number} ${drill.title}`,
        detail: drill.status,
        href: `/drills/${drill.number}`,
        words: drill.targets,
      }),
    ),
    ...known.incidents.map((incident) =>
      link({
        id: `review:${incident.number}`,
        group: "Reviews",
        title: `Root cause review of INC-${incident.number}`,
        detail: incident.title,
        href: `/incidents/${incident.number}/rca`,
        words: ["rca", "post-mortem"],
      }),
    ),
  ];
}

/** The commands that were chosen last, newest first, as far as they are still offered. */
export const recentOf = (commands: readonly Command[], recentIds: readonly string[]): Command[] =>
  recentIds.flatMap((id) => commands.find((command) => command.id === id && command.off === null) ?? []);
