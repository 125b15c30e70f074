/** When things were, of one incident. */
export type IncidentTimes = {
  /** Since when there was harm, as far as the record knows; see `harmStart`. */
  harmAt: Date | null;
  declaredAt: Date;
  /** End of the first rollback that was proven (not an undo). */
  provenAt: Date | null;
  resolvedAt: Date | null;
};

/** All in ms; null while, or because, an end of it is not known. Never negative. */
export type ResponseTimes = {
  /** Time to detect: from the start of the harm to its first trace here (an alert, a note, the declaration). */
  detectMs: number | null;
  /** Time to declare: from the start of the harm to the declaration. */
  declareMs: number | null;
  /** Time to mitigate: from the start of the harm (the declaration, when nobody knows it) to the first proven rollback. */
  mitigateMs: number | null;
  /** Time to recover: from the start of the harm (the declaration, when nobody knows it) to the resolution. */
  recoverMs: number | null;
};

/**
 * Start of the harm: the earliest time that somebody or something gave for it, which is an event that occurred before the declaration, or the declaration less the
 * longest duration that was assessed (signals `…Minutes`). Null when neither says anything. Pure.
 */
export function harmStart(input: {
  declaredAt: Date;
  /** `occurredAt` of the timeline. */
  occurredAt: readonly Date[];
  signals: Readonly<Record<string, unknown>>;
}): Date | null {
  const { declaredAt, occurredAt, signals } = input;
  const minutes = Object.entries(signals).flatMap(([id, value]) =>
    /Minutes$/.test(id) && typeof value === "number" && value > 0 ? [value] : [],
  );
  const times = [
    ...occurredAt.map((at) => at.getTime()).filter((at) => at < declaredAt.getTime()),
    ...minutes.map((m) => declaredAt.getTime() - m * 60_000),
  ];
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/**
 * `firstSeenAt`: when the first trace of it was recorded here. Pure.
 */
export function responseTimes(times: IncidentTimes, firstSeenAt: Date): ResponseTimes {
  const { harmAt, declaredAt, provenAt, resolvedAt } = times;
  const between = (from: Date | null, to: Date | null) =>
    from && to ? Math.max(0, to.getTime() - from.getTime()) : null;
  const begin = harmAt ?? declaredAt;
  return {
    detectMs: between(harmAt, firstSeenAt < declaredAt ? firstSeenAt : declaredAt),
    declareMs: between(harmAt, declaredAt),
    mitigateMs: between(begin, provenAt),
    recoverMs: between(begin, resolvedAt),
  };
}

export type Percentiles = { count: number; p50: number | null; p90: number | null };

/** Nearest rank: the smallest value that so many of all are not above. Values that are not known do not count. Pure. */
export function percentiles(values: readonly (number | null)[]): Percentiles {
  const sorted = values.filter((v) => v !== null).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9) };
}
