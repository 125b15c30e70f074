"use client";
import { useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ContactTree } from "#components/comms/contact-tree.tsx";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { ContactView } from "#lib/contract/communication.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import { peopleOf } from "#lib/domain/communication/recipients.ts";
import { useRoleTitles } from "./use-role-titles.ts";

/** The contact tree of each playbook with its people, and the steps by which they are called. */
export function TreesPanel() {
  const playbooks = useQuery(queries.playbooks());
  const contacts = useQuery(queries.contacts()).data ?? [];
  return (
    <PanelState query={playbooks} what="contact trees" skeleton={<Skeleton rows={5} />}>
      {(all) =>
        all
          .filter((playbook) => playbook.communication.roles.length > 0)
          .map((playbook) => <Tree key={playbook.id} playbook={playbook} contacts={contacts} />)
      }
    </PanelState>
  );
}

function Tree({ playbook, contacts }: { playbook: PlaybookView; contacts: ContactView[] }) {
  const titleOf = useRoleTitles();
  const { roles, escalation } = playbook.communication;
  const tree = roles.map((role) => ({
    role: role.id,
    title: role.title,
    under: role.under ?? null,
    contacts: peopleOf(contacts, playbook.id, [role.id]),
  }));
  return (
    <section className="panel overflow-hidden" aria-label={`Contact tree of ${playbook.title}`}>
      <div className="panel-head">
        <h2>Contact tree: {playbook.title}</h2>
        <span className="text-12 text-ink-3">the roles stand in the playbook, their people in the contacts above</span>
      </div>
      <div className="tree-cols">
        <ContactTree tree={tree} />
        <ol className="escalation-steps">
          {escalation.map((step) => (
            <li key={step.id}>
              <b>{step.after === undefined ? "At once" : `After ${duration(step.after)}`}</b>
              <span>
                {step.roles.map(titleOf).join(", ")}
                <span className="block text-11 text-ink-3">
                  <Clock size={11} aria-hidden className="inline" />{" "}
                  {step.until === "resolved" ? "unless resolved" : "unless acknowledged"},{" "}
                  {step.severities.join(" and ")}, by {step.via.join(" and ")}
                </span>
              </span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
