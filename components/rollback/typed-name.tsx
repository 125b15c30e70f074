"use client";
import { TextField } from "#components/ui/field.tsx";

type Props = { name: string; value: string; onChange: (value: string) => void };

/** Typing the target's name slows the hand down where data is lost. */
export function TypedName({ name, value, onChange }: Props) {
  const isSame = value === name;
  const hint = isSame
    ? "Same."
    : name.startsWith(value)
      ? `${name.length - value.length} characters missing`
      : "This is another name.";
  return (
    <TextField
      label={
        <>
          Type the target name <b className="mono">{name}</b>
        </>
      }
      hint={hint}
      value={value}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
