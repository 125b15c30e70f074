"use client";
import { Bell, Clock } from "lucide-react";
import { duration } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";

export type DeadlineTone = "calm" | "warn" | "late";

/** Half of the time gone is amber, after the end red; `from` is when the time began to run. */
export function deadlineState(at: string, from: string, now: number): { tone: DeadlineTone; text: string } {
  const left = Date.parse(at) - now;
  const whole = Date.parse(at) - Date.parse(from);
  if (left < 0) return { tone: "late", text: `overdue ${duration(-left)}` };
  return { tone: left < whole / 2 ? "warn" : "calm", text: `${duration(left)} left` };
}

const TONES = { calm: "text-ink-2", warn: "text-warn", late: "text-crit" } as const;

/** Time left or overdue, with its own icon for each state. Not a live region: clocks do not talk. */
export function Deadline({ at, from }: { at: string; from: string }) {
  const now = useNow();
  if (now === 0) return <span className="text-ink-3">--:--</span>;
  const { tone, text } = deadlineState(at, from, now);
  const Icon = tone === "late" ? Bell : Clock;
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-semibold ${TONES[tone]}`}>
      <Icon size={13} aria-hidden />
      {text}
    </span>
  );
}
