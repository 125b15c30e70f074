import { isIP } from "node:net";

/**
 * Where a request came from. A proxy on this machine is believed, and only in the last address that it added itself; what stands before that, and
 * what anybody else says, can be invented.
 */
export function clientAddress(connection: string | undefined, forwardedFor: string | string[] | undefined): string {
  const direct = plain(connection ?? "unknown");
  if (direct !== "127.0.0.1" && direct !== "::1") return direct;
  const last = [forwardedFor ?? []].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return isIP(last) ? plain(last) : direct;
}

/** IPv4 that came over an IPv6 socket is written as IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
