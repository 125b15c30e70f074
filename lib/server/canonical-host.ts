const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where a page request belongs when it was opened under another name of this machine (`localhost` for `127.0.0.1`), else null. Cookies and the
 * origin check know one name only; the page would open and then refuse everything.
 */
export function canonicalLocation(origin: string, host: string | undefined, url: string | undefined): string | null {
  const wanted = new URL(origin);
  if (!host || host === wanted.host || !LOOPBACK.has(wanted.hostname)) return null;
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  if (!asked || !LOOPBACK.has(asked.hostname) || asked.port !== wanted.port) return null;
  return `${origin}${url?.startsWith("/") && !url.startsWith("//") ? url : "/"}`;
}
