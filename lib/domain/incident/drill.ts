/** What decides it. */
export type Rehearsable = {
  /** The drill that it is a part of. */
  drillNumber: number | null;
  targets: readonly { target: { environment: string } }[];
};

/**
 * Whether an incident is a rehearsal: part of a drill, or on drill targets only. Nothing of a rehearsal reaches anybody outside, and its runs
 * are runs of a drill. Pure; the one place that decides it.
 */
export const isDrill = ({ drillNumber, targets }: Rehearsable): boolean =>
  drillNumber !== null || (targets.length > 0 && targets.every(({ target }) => target.environment === "drill"));
