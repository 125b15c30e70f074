import { BlockList } from "node:net";
import { isDenied, lookupAllowing } from "../notify/guard.ts";

/** Inside of networks. A browser names the address that is sent to, so it must not lead to where only we can go. */
const inside = new BlockList();
inside.addSubnet("127.0.0.0", 8);
inside.addSubnet("10.0.0.0", 8);
inside.addSubnet("172.16.0.0", 12);
inside.addSubnet("192.168.0.0", 16);
inside.addSubnet("100.64.0.0", 10);
inside.addSubnet("192.0.0.0", 24);
inside.addSubnet("198.18.0.0", 15);
inside.addAddress("::1", "ipv6");
inside.addSubnet("fc00::", 7, "ipv6");

export const isPublic = (address: string): boolean =>
  !isDenied(address) && !/^::ffff:/i.test(address) && !inside.check(address, address.includes(":") ? "ipv6" : "ipv4");

/** For `connect`; a name of which one address is not public is refused. */
export const publicLookup = lookupAllowing(isPublic);
