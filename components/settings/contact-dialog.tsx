"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { queries } from "#lib/client/queries.ts";
import { type ContactView, SaveContact } from "#lib/contract/communication.ts";
import { useRoles } from "./use-role-titles.ts";

const BLANK = { name: "", phone: "", email: "", roles: [] as string[], playbook: null as string | null, position: 0 };

/** Adds or changes a contact. Mounted while it is open. */
export function ContactDialog({ contact, onClose }: { contact: ContactView | null; onClose: () => void }) {
  const client = useQueryClient();
  const roles = useRoles();
  const playbooks = useQuery(queries.playbooks()).data ?? [];
  const { id, ...known } = contact ?? { id: null, ...BLANK };
  const [values, setValues] = useState(known);
  const set = (more: Partial<typeof values>) => setValues((was) => ({ ...was, ...more }));
  const checked = SaveContact.safeParse(values);
  const wrong = (field: string) => checked.error?.issues.find((i) => i.path[0] === field)?.message;
  const done = async () => {
    await client.invalidateQueries({ queryKey: keys.contacts });
    await client.invalidateQueries({ queryKey: ["communication"] });
    onClose();
  };
  const save = useMutation({
    mutationFn: () => (id === null ? api.post("/contacts", values) : api.put(`/contacts/${id}`, values)),
    onSuccess: done,
  });
  const remove = useMutation({ mutationFn: () => api.delete(`/contacts/${id}`), onSuccess: done });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (checked.success) save.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={id === null ? "Add contact" : values.name}
      description="Called and written to by notifications and escalations of its roles."
      footer={
        <>
          {id === null ? <p>Shown in incidents of its playbook.</p> : null}
          {id === null ? null : (
            <Button look="danger" busy={remove.isPending && "Deleting"} onClick={() => remove.mutate()}>
              Delete
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            off={checked.success ? null : "A name is needed, and what is filled in must fit."}
            busy={save.isPending && "Saving"}
            onClick={() => save.mutate()}
          >
            Save contact
          </Button>
        </>
      }
    >
      <ProblemBanner error={save.error ?? remove.error} lead="Nothing was saved." />
      <form className="grid gap-3" onSubmit={submit}>
        <TextField
          label="Name"
          data-first-focus
          value={values.name}
          maxLength={200}
          onChange={(e) => set({ name: e.target.value })}
        />
        <div className="grid grid-cols-[repeat(auto-fit,minmax(160px,1fr))] gap-3">
          <TextField
            label="Phone"
            type="tel"
            value={values.phone}
            error={wrong("phone")}
            onChange={(e) => set({ phone: e.target.value })}
          />
          <TextField
            label="E-mail"
            type="email"
            value={values.email}
            error={values.email === "" ? undefined : wrong("email")}
            onChange={(e) => set({ email: e.target.value })}
          />
        </div>
        <fieldset className="recipients">
          <legend>Roles</legend>
          {roles.map((role) => (
            <label key={role.id}>
              <input
                type="checkbox"
                checked={values.roles.includes(role.id)}
                onChange={(e) =>
                  set({
                    roles: e.target.checked ? [...values.roles, role.id] : values.roles.filter((r) => r !== role.id),
                  })
                }
              />
              <span>
                {role.title} <span className="text-ink-3">{role.playbooks.join(", ")}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SelectField
          label="For"
          value={values.playbook ?? ""}
          onChange={(e) => set({ playbook: e.target.value === "" ? null : e.target.value })}
        >
          <option value="">every playbook</option>
          {playbooks.map((p) => (
            <option key={p.id} value={p.id}>
              {p.title}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Order"
          inputMode="numeric"
          hint="Lower ones are called and shown first."
          value={String(values.position)}
          error={wrong("position")}
          onChange={(e) => set({ position: Number(e.target.value.replaceAll(/\D/g, "")) })}
        />
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true">
          Save
        </button>
      </form>
    </Dialog>
  );
}
