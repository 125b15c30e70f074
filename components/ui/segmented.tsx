"use client";
import { Check } from "lucide-react";
import { useId } from "react";

type Props<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
};

/** One choice of a few, as native radio buttons: arrows move, one Tab stop. */
export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="segmented" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />
          {value === option.value ? <Check size={12} aria-hidden /> : null}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
