import type { Wake } from "./message.ts";

/** What the record says of the last minutes. Only of real incidents: a rehearsal wakes nobody. */
export type Recent = {
  incidents: readonly { number: number; severity: string; declaredBy: string | null }[];
  events: readonly {
    runId: string;
    seq: number;
    kind: string;
    data: { approval?: unknown; status?: unknown };
    run: { incident: number; title: string; startedBy: string | null };
  }[];
  overdue: readonly { id: string; incident: number; title: string }[];
};

/** Everything of it that somebody is woken for. Pure: the same facts give the same keys. */
export function wakesOf({ incidents, events, overdue }: Recent): Wake[] {
  return [
    ...incidents.map(
      ({ number, severity, declaredBy }): Wake => ({
        key: `incident:${number}`,
        kind: "incident-declared",
        incident: number,
        text: `Declared as ${severity}.`,
        exceptUserId: declaredBy,
      }),
    ),
    ...events.flatMap((event) => ofEvent(event) ?? []),
    ...overdue.map(
      ({ id, incident, title }): Wake => ({
        key: `deadline:${id}`,
        kind: "deadline-overdue",
        incident,
        text: `Overdue: ${title}.`,
        exceptUserId: null,
      }),
    ),
  ];
}

function ofEvent({ runId, seq, kind, data, run }: Recent["events"][number]): Wake | null {
  const wake = (what: Wake["kind"], text: string, exceptUserId: string | null = null): Wake => ({
    key: `run:${runId}:${seq}`,
    kind: what,
    incident: run.incident,
    text,
    exceptUserId,
  });
  if (kind === "run.created" && data.approval !== undefined && data.approval !== "none")
    return wake("approval-needed", `${run.title} waits for a second person's approval.`, run.startedBy);
  if (kind === "step.asked") return wake("person-needed", `${run.title} waits for a person.`);
  if (kind !== "run.settled") return null;
  if (data.status === "failed") return wake("run-failed", `${run.title} failed.`);
  if (data.status === "unproven") return wake("run-failed", `${run.title} finished, not proven.`);
  if (data.status === "interrupted") return wake("run-unknown", `${run.title}: not known how it stands.`);
  return null;
}
