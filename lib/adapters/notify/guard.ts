import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Addresses that no notification is meant for: this network segment only, the metadata services of clouds, everybody at once, nobody. Private
 * networks and this machine are allowed: that is where one's own mail and chat servers stand.
 */
const denied = new BlockList();
denied.addSubnet("0.0.0.0", 8);
denied.addSubnet("169.254.0.0", 16);
denied.addSubnet("224.0.0.0", 4);
denied.addSubnet("240.0.0.0", 4);
denied.addAddress("100.100.100.200"); // Alibaba Cloud's metadata
denied.addAddress("::", "ipv6");
denied.addSubnet("fe80::", 10, "ipv6");
denied.addSubnet("ff00::", 8, "ipv6");
denied.addAddress("fd00:ec2::254", "ipv6"); // AWS's metadata
const embedded: [string, number][] = [
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["2002::", 16],
];
const inside = new BlockList();
for (const [network, bits] of embedded) inside.addSubnet(network, bits, "ipv6");

/** The address was refused; nothing was contacted. */
export class DeniedAddress extends Error {
  override readonly name = "DeniedAddress";
  constructor(host: string, address: string) {
    super(`${host} is ${address}, an address that nothing is sent to: nothing was contacted`);
  }
}

/** IPv6 forms that carry an IPv4 address are refused with it: there is no reason to write one. */
export const isDenied = (address: string): boolean => {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return denied.check(address, "ipv4");
  return denied.check(address, "ipv6") || (inside.check(address, "ipv6") && !isLoopbackMapped(address));
};
const isLoopbackMapped = (address: string): boolean => /^::ffff:(127\.|7f)/i.test(address);

/**
 * For `connect`: the name is looked up once, all of its addresses have to be allowed, and what was checked is what is connected to. The error is a
 * DeniedAddress, or the lookup's own.
 */
export const lookupAllowing =
  (isAllowed: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const bad = addresses.find(({ address }) => !isAllowed(address));
      const first = addresses[0];
      if (bad || !first) return callback(new DeniedAddress(hostname, bad?.address ?? "nothing"), "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
export const guardedLookup = lookupAllowing((address) => !isDenied(address));

/** A literal address is connected to without a lookup, so it is checked here. Throws DeniedAddress. */
export function refuseLiteral(host: string): void {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0 && isDenied(bare)) throw new DeniedAddress(host, bare);
}

/** The one address to connect to for a name. Throws DeniedAddress, or the lookup's own error. */
export const resolveGuarded = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    if (isIP(host) !== 0) return isDenied(host) ? reject(new DeniedAddress(host, host)) : resolve(host);
    guardedLookup(host, {}, (error, address) =>
      error ? reject(error) : resolve(typeof address === "string" ? address : (address[0]?.address ?? "")),
    );
  });
