"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";

type Props = { label: string; text: () => string | Promise<string>; size?: "sm" | "md"; iconOnly?: boolean };

/** Copies and says so; where the browser forbids it (plain http), says that instead. */
export function CopyButton({ label, text, size = "sm", iconOnly = false }: Props) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setSaid("Copied");
    } catch {
      setSaid("Not copied: the browser does not allow it here");
    }
    setTimeout(() => setSaid(null), 2_500);
  };
  return (
    <button
      type="button"
      className={`btn ${size === "sm" ? "sm" : ""} ${iconOnly ? "icon quiet" : ""}`}
      onClick={copy}
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? (said ?? label) : undefined}
    >
      {said === "Copied" ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      <span className={iconOnly ? "sr-only" : ""} aria-live="polite">
        {said ?? label}
      </span>
    </button>
  );
}
