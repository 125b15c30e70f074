/** How long before its declaration an incident may have begun: people notice late. */
const LOOK_BACK_MS = 15 * 60_000;

/** From when on a target's log belongs to the incident. Pure. */
export const failureSince = (declaredAt: Date): Date => new Date(declaredAt.getTime() - LOOK_BACK_MS);
