declare const proven: unique symbol;

/**
 * An incident that is real: some target of it is no drill target. Nothing is sent outside without this value, and `liveIncident` alone makes
 * one, so that a drill cannot page anybody, whatever is configured and whoever presses.
 */
export type LiveIncident = { readonly number: number; readonly [proven]: "live" };

/** The permission to send for an incident with targets of these environments; null for a drill. Pure. */
export function liveIncident(number: number, environments: readonly string[]): LiveIncident | null {
  // An incident without targets is none that we know to be a drill, but nothing says that it is real either.
  return environments.some((environment) => environment !== "drill") ? ({ number } as LiveIncident) : null;
}
