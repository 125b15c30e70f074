/** Durations of an incident that a review states, in ms; null while it has not happened. Pure. */
export function incidentDurations(times: {
  declaredAt: Date;
  firstRunAt: Date | null;
  provenAt: Date | null;
  /** The last verification was proven: stability window included. */
  verifiedAt: Date | null;
  resolvedAt: Date | null;
}) {
  const since = (at: Date | null) => (at ? at.getTime() - times.declaredAt.getTime() : null);
  return {
    toFirstRollbackMs: since(times.firstRunAt),
    toProvenMs: since(times.provenAt),
    toVerifiedMs: since(times.verifiedAt),
    toResolvedMs: since(times.resolvedAt),
  };
}

/** `1 h 02 m`, `3 m 20 s`, `12 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
}
