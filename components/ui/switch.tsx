"use client";
import type { ReactNode } from "react";

type Props = { checked: boolean; onChange: (on: boolean) => void; children: ReactNode; disabled?: boolean };

/** On or off, at once; no form. */
export function Switch({ checked, onChange, children, disabled = false }: Props) {
  return (
    <button
      type="button"
      className="switch text-13"
      role="switch"
      aria-checked={checked}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    >
      <i aria-hidden />
      {children}
    </button>
  );
}
