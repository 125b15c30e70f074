import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

type FieldProps = { label: ReactNode; hint?: ReactNode; error?: string | undefined; className?: string };

/** Label, input, hint and error that belong together for eyes and for screen readers. */
export function TextField({ label, hint, error, className = "", ...input }: FieldProps & ComponentProps<"input">) {
  const { id, describedBy, notes } = useNotes(hint, error);
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={describedBy}
        {...input}
      />
      {notes}
    </div>
  );
}

export function AreaField({ label, hint, error, className = "", ...area }: FieldProps & ComponentProps<"textarea">) {
  const { id, describedBy, notes } = useNotes(hint, error);
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <textarea
        className="input"
        id={id}
        rows={3}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={describedBy}
        {...area}
      />
      {notes}
    </div>
  );
}

export function SelectField({ label, hint, error, className = "", ...select }: FieldProps & ComponentProps<"select">) {
  const { id, describedBy, notes } = useNotes(hint, error);
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <select
        className="input"
        id={id}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={describedBy}
        {...select}
      />
      {notes}
    </div>
  );
}

function useNotes(hint: ReactNode, error: string | undefined) {
  const id = useId();
  const notes = error ? (
    <p className="wrong" id={`${id}-note`} role="alert">
      {error}
    </p>
  ) : hint ? (
    <p className="hint" id={`${id}-note`}>
      {hint}
    </p>
  ) : null;
  return { id, notes, describedBy: notes ? `${id}-note` : undefined };
}
