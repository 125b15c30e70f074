import { isDrill, type Rehearsable } from "../incident/drill.ts";

declare const proven: unique symbol;

/**
 * The permission to send outside. Only the functions of this file make one, and whoever sends asks `isPermission`: a drill has none, so that it
 * cannot reach anybody, whatever is configured and whoever presses.
 */
export type LiveIncident = { readonly number: number; readonly [proven]: "live" };
/** The test of one channel, asked for by an administrator. It says so in its text. */
export type ChannelTest = { readonly channelId: string; readonly [proven]: "test" };
export type Permission = LiveIncident | ChannelTest;

const given = new WeakSet<object>();

/** An incident without targets is not known to be real. Pure. */
export const isReal = (incident: Rehearsable): boolean => incident.targets.length > 0 && !isDrill(incident);

/** The permission to send for an incident; null for a drill. */
export function liveIncident(number: number, incident: Rehearsable): LiveIncident | null {
  if (!isReal(incident)) return null;
  const permission = { number } as LiveIncident;
  given.add(permission);
  return permission;
}

export function channelTest(channelId: string): ChannelTest {
  const permission = { channelId } as ChannelTest;
  given.add(permission);
  return permission;
}

/** Also at run time: a value that only looks like one is none. */
export const isPermission = (value: unknown): value is Permission =>
  typeof value === "object" && value !== null && given.has(value);
