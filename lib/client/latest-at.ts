/** The last time, not after now, at which a UTC clock showed `hh:mm`; undefined within this very minute: the server says when that is. */
export function latestAt(time: string, now: number): string | undefined {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const today = new Date(now);
  if (today.getUTCHours() === hours && today.getUTCMinutes() === minutes) return undefined;
  const at = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), hours, minutes);
  return new Date(at > now ? at - 86_400_000 : at).toISOString();
}
