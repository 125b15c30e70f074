/** The last time, not after now, at which a UTC clock showed `hh:mm`; now itself within its own minute. */
export function latestAt(time: string, now: number): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const today = new Date(now);
  if (today.getUTCHours() === hours && today.getUTCMinutes() === minutes) return today.toISOString();
  const at = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), hours, minutes);
  return new Date(at > now ? at - 86_400_000 : at).toISOString();
}
