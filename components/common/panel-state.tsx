"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleX, ClockAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { utcClock } from "#lib/client/format.ts";
import { sentenceOf } from "#lib/client/http.ts";

type QueryLike = Pick<UseQueryResult, "isPending" | "isError" | "error" | "dataUpdatedAt" | "isFetching"> & {
  refetch: () => unknown;
};
type Props<T> = {
  query: QueryLike & { data: T | undefined };
  /** What is being read, for "… could not be read". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
};

/** The four states of a panel: still bars while loading, an error that can be tried again, the old data with its age, the data. */
export function PanelState<T>({ query, what, skeleton, children }: Props<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError ? <StaleNote at={query.dataUpdatedAt} error={query.error} onRetry={query.refetch} /> : null}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <Failed what={what} error={query.error} onRetry={query.refetch} busy={query.isFetching} />;
  return (
    <div role="status" aria-label={`Loading ${what}`} className="late">
      {skeleton}
    </div>
  );
}

type FailedProps = { what: string; error: unknown; onRetry: () => unknown; busy?: boolean };
export function Failed({ what, error, onRetry, busy = false }: FailedProps) {
  return (
    <div className="banner crit m-3" role="alert">
      <CircleX size={15} aria-hidden />
      <span className="min-w-0 flex-1">
        <b>The {what} could not be read.</b> {sentenceOf(error)}
      </span>
      <Button size="sm" busy={busy ? "Reading" : false} onClick={() => void onRetry()}>
        Try again
      </Button>
    </div>
  );
}

function StaleNote({ at, error, onRetry }: { at: number; error: unknown; onRetry: () => unknown }) {
  return (
    <div className="banner warn m-2" role="status">
      <ClockAlert size={15} aria-hidden />
      <span className="min-w-0 flex-1">
        <b>Shown as of {utcClock(at)} UTC.</b> {sentenceOf(error)}
      </span>
      <Button size="sm" onClick={() => void onRetry()}>
        Try again
      </Button>
    </div>
  );
}

export function Skeleton({ rows = 3, className = "p-3" }: { rows?: number; className?: string }) {
  const widths = ["72%", "48%", "60%", "36%"];
  return (
    <span className={`grid gap-3 ${className}`} aria-hidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <span key={row} className="skeleton" style={{ width: widths[row % widths.length] }} />
      ))}
    </span>
  );
}

export function Empty({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="flex items-start gap-2.5 p-4 text-12 text-ink-2">
      <span className="mt-px text-ink-3">{icon}</span>
      <span className="grid gap-1">
        <b className="font-semibold text-13 text-ink-1">{title}</b>
        {children ? <span>{children}</span> : null}
      </span>
    </div>
  );
}
