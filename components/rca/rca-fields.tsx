"use client";
import { Check, Database, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { isFilled } from "#lib/client/rca/merge.ts";
import type { RcaDraft } from "#lib/client/rca/use-rca-draft.ts";
import type { RcaValues, RcaView } from "#lib/contract/rca.ts";
import { ActionsField } from "./actions-field.tsx";
import { ListField } from "./list-field.tsx";
import { sectionId, sectionsOf } from "./rca-nav.tsx";

type Props = { view: RcaView; draft: RcaDraft; missing: string[]; off: string | null; resolvedAt: string | null };

/** The playbook's form, section by section. */
export function RcaFields({ view, draft, missing, off, resolvedAt }: Props) {
  return (
    <>
      {off ? <p className="mb-3 text-12 text-ink-2">{off}</p> : null}
      {sectionsOf(view).map((section) => (
        <section key={section} id={sectionId(section)} aria-label={section}>
          {hasOwnHeading(view, section) ? <h2>{section}</h2> : null}
          {view.fields
            .filter((f) => f.section === section)
            .map((field) => (
              <div key={field.id} className="mb-4">
                <FieldHeading isMain={!hasOwnHeading(view, section)}>
                  <span id={`field-${field.id}`}>{field.title}</span>
                  <Mark
                    isMissing={missing.includes(field.id)}
                    isPrefilled={view.prefilled.includes(field.id) && draft.values[field.id] === view.values[field.id]}
                    isFilled={isFilled(draft.values[field.id])}
                  />
                </FieldHeading>
                {field.hint ? <p className="-mt-1 mb-1.5 text-12 text-ink-3">{field.hint}</p> : null}
                <FieldInput
                  field={field}
                  value={draft.values[field.id]}
                  isMissing={missing.includes(field.id)}
                  off={off}
                  resolvedAt={resolvedAt}
                  onChange={(value) => draft.change(field.id, value)}
                />
              </div>
            ))}
        </section>
      ))}
    </>
  );
}

/** A section with one field of the same name needs no second heading. */
function hasOwnHeading(view: RcaView, section: string): boolean {
  const fields = view.fields.filter((f) => f.section === section);
  return fields.length > 1 || fields[0]?.title !== section;
}

function FieldHeading({ isMain, children }: { isMain: boolean; children: ReactNode }) {
  return isMain ? <h2>{children}</h2> : <h3>{children}</h3>;
}

function Mark({
  isMissing,
  isPrefilled,
  isFilled: filled,
}: {
  isMissing: boolean;
  isPrefilled: boolean;
  isFilled: boolean;
}) {
  if (isMissing) {
    return (
      <span className="tag warn">
        <Pencil size={11} aria-hidden /> needs you
      </span>
    );
  }
  if (isPrefilled) {
    return (
      <span className="tag">
        <Database size={11} aria-hidden /> from the record
      </span>
    );
  }
  return filled ? (
    <span className="tag ok">
      <Check size={11} aria-hidden /> written
    </span>
  ) : (
    <span className="tag unknown">empty</span>
  );
}

type InputProps = {
  field: RcaView["fields"][number];
  value: RcaValues[string] | undefined;
  isMissing: boolean;
  off: string | null;
  resolvedAt: string | null;
  onChange: (value: RcaValues[string]) => void;
};
function FieldInput({ field, value, isMissing, off, resolvedAt, onChange }: InputProps) {
  const labelledBy = `field-${field.id}`;
  if (field.kind === "list") {
    const items = Array.isArray(value) ? value.filter((v) => typeof v === "string") : [];
    return <ListField labelledBy={labelledBy} title={field.title} items={items} off={off} onChange={onChange} />;
  }
  if (field.kind === "actions") {
    const actions = Array.isArray(value) ? value.filter((v) => typeof v === "object") : [];
    return (
      <ActionsField
        labelledBy={labelledBy}
        title={field.title}
        actions={actions}
        dueHours={field.dueHours ?? null}
        from={resolvedAt}
        off={off}
        onChange={onChange}
      />
    );
  }
  const text = typeof value === "string" ? value : "";
  return (
    <textarea
      className={`input ${isMissing ? "missing" : ""}`}
      aria-labelledby={labelledBy}
      rows={Math.min(14, Math.max(3, text.split("\n").length + 1))}
      maxLength={20_000}
      readOnly={off !== null}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
