"use client";
import { ListChecks } from "lucide-react";
import { Empty } from "#components/common/panel-state.tsx";
import { capital, procedureName, useRoom } from "#components/incident/room-context.tsx";
import type { ChecklistItemView } from "#lib/contract/incident.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { ChecklistItem } from "./checklist-item.tsx";

/** The incident's checklists, one group for each procedure that was used. */
export function Checklist() {
  const { incident, procedure } = useRoom();
  const groups = new Map<string, ChecklistItemView[]>();
  for (const item of incident.checklist) groups.set(item.procedure, [...(groups.get(item.procedure) ?? []), item]);
  if (groups.size === 0) {
    return (
      <Empty icon={<ListChecks size={16} aria-hidden />} title="No checklist yet">
        It appears with the first rollback and ticks itself from what the run proves.
      </Empty>
    );
  }
  // What is being worked on stands first.
  const current = incident.currentRun?.procedure;
  const ordered = [...groups.entries()].sort(([a], [b]) => Number(b === current) - Number(a === current));
  return ordered.map(([id, items]) => {
    const view = procedure(id);
    const open = items.filter((item) => item.state !== "ticked").length;
    return (
      <div key={id} className="pb-2">
        <div className="group">
          <span>{groupTitle(id, view)}</span>
          <span>
            {items.length - open} of {items.length}
          </span>
        </div>
        <ul>
          {items.map((item) => (
            <ChecklistItem key={item.slug} item={item} />
          ))}
        </ul>
      </div>
    );
  });
}

/** The verification is no button, so it has no name of one. */
function groupTitle(id: string, view: ProcedureView | undefined): string {
  if (id === "verification") return "Post-rollback checklist";
  return view ? `${capital(procedureName(view))} checklist` : id;
}
