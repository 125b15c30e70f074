/** Longer ones are no push service's. */
const MAX_LENGTH = 1_024;

/**
 * Why an address that a browser gave is not sent to, or null. Push services are reached by name, over HTTPS, on its usual port; where the name leads is
 * checked again when it is connected to. Pure.
 */
export function whyNoEndpoint(endpoint: string): string | null {
  if (endpoint.length > MAX_LENGTH) return "it is too long";
  if (!URL.canParse(endpoint)) return "it is no address";
  const url = new URL(endpoint);
  if (url.protocol !== "https:") return "it is not https";
  if (url.username || url.password) return "it has a user in it";
  if (url.port !== "") return "it has a port of its own";
  // URL has already made four numbers of every way to write an IPv4 address.
  if (/^\[|^\d+\.\d+\.\d+\.\d+$/.test(url.hostname)) return "it has no name of a host";
  if (!url.hostname.includes(".") || /\.(local|localhost|internal|lan|home|arpa|test)\.?$/i.test(url.hostname))
    return "its host is not a public one";
  return null;
}
