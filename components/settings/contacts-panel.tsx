"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus, Users } from "lucide-react";
import { useState } from "react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { ContactView } from "#lib/contract/communication.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { useRoleTitles } from "./use-role-titles.ts";

export function ContactsPanel() {
  const query = useQuery(queries.contacts());
  const off = useWriteOff("contact.manage", "Changing contacts");
  const [edited, setEdited] = useState<ContactView | "new" | null>(null);
  return (
    <section className="panel overflow-hidden" aria-label="Contacts">
      <div className="panel-head">
        <h2>Contacts</h2>
        <span className="text-12 text-ink-3">people and groups; no account is needed</span>
        <span className="flex-1" />
        <Button size="sm" off={off} onClick={() => setEdited("new")}>
          <Plus size={13} aria-hidden /> Add contact
        </Button>
      </div>
      <PanelState query={query} what="contacts" skeleton={<Skeleton rows={4} />}>
        {(contacts) =>
          contacts.length === 0 ? (
            <Empty icon={<Users size={16} aria-hidden />} title="Nobody can be called yet">
              Add the on-call engineer and the deployment lead first: name, phone, e-mail and role.
            </Empty>
          ) : (
            <ContactTable contacts={contacts} off={off} onEdit={setEdited} />
          )
        }
      </PanelState>
      {edited ? <ContactDialog contact={edited === "new" ? null : edited} onClose={() => setEdited(null)} /> : null}
    </section>
  );
}

type TableProps = { contacts: ContactView[]; off: string | null; onEdit: (contact: ContactView) => void };
function ContactTable({ contacts, off, onEdit }: TableProps) {
  const titleOf = useRoleTitles();
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Name</th>
          <th>Phone</th>
          <th>E-mail</th>
          <th>Roles</th>
          <th>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {contacts.map((contact) => (
          <tr key={contact.id}>
            <td>
              <b className="font-semibold text-13">{contact.name}</b>{" "}
              <span className="text-ink-3">{contact.playbook ?? "every playbook"}</span>
            </td>
            <td>{contact.phone || <span className="text-warn">no phone</span>}</td>
            <td className="break-all">{contact.email || <span className="text-warn">no e-mail</span>}</td>
            <td>{contact.roles.map(titleOf).join(", ") || <span className="text-warn">no role</span>}</td>
            <td>
              <Button size="sm" off={off} aria-label={`Edit ${contact.name}`} onClick={() => onEdit(contact)}>
                Edit…
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
