"use client";
import { Square } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

const HOLD_MS = 1_000;

type Props = { label: string; onHeld: () => void; onPress: () => void; busy?: string | false; className?: string };

/**
 * Held for one second (pointer or Space) it acts; a short press opens the explanation instead. Letting go in between
 * cancels. Enter never acts.
 */
export function HoldButton({ label, onHeld, onPress, busy, className = "" }: Props) {
  const [isHolding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const wasHeld = useRef(false);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  const begin = () => {
    if (busy || timer.current) return;
    wasHeld.current = false;
    setHolding(true);
    timer.current = setTimeout(() => {
      wasHeld.current = true;
      end();
      navigator.vibrate?.(30);
      onHeld();
    }, HOLD_MS);
  };
  const end = () => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    setHolding(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === " " && !event.repeat) begin();
  };

  return (
    <button
      type="button"
      className={`btn danger hold ${className}`}
      data-holding={isHolding || undefined}
      aria-disabled={Boolean(busy) || undefined}
      aria-busy={Boolean(busy) || undefined}
      aria-label={busy ? undefined : label}
      title="Hold for one second to stop at once; press to read first what a stop does"
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onKeyDown={onKey}
      onKeyUp={end}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        if (!wasHeld.current && !busy) onPress();
        wasHeld.current = false;
      }}
    >
      <Square size={12} aria-hidden />
      <span>{busy ? busy : isHolding ? "Keep holding" : label}</span>
    </button>
  );
}
