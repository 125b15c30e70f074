import { expect, test } from "vitest";
import { canonicalLocation } from "#lib/server/canonical-host.ts";
import { clientAddress } from "#lib/server/client-address.ts";

test.each([
  ["a direct client", "203.0.113.9", undefined, "203.0.113.9"],
  ["a direct client that invents a past", "203.0.113.9", "10.0.0.1", "203.0.113.9"],
  ["a proxy on this machine", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["a proxy behind which a client invents a past", "127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"],
  ["a proxy that sends several headers", "::1", ["10.0.0.1", "203.0.113.9"], "203.0.113.9"],
  ["a proxy that says nonsense", "127.0.0.1", "nonsense", "127.0.0.1"],
  ["IPv4 over an IPv6 socket", "::ffff:203.0.113.9", undefined, "203.0.113.9"],
  ["a proxy over such a socket", "::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["IPv6", "2001:db8::1", undefined, "2001:db8::1"],
])("%s has the address of whoever really connected", (_what, connection, forwarded, expected) => {
  expect(clientAddress(connection, forwarded)).toBe(expected);
});

test("localhost is sent to the one name that cookies and the origin check know", () => {
  const origin = "http://127.0.0.1:4600";
  expect(canonicalLocation(origin, "localhost:4600", "/incidents/1?a=b")).toBe(`${origin}/incidents/1?a=b`);
  expect(canonicalLocation(origin, "[::1]:4600", "/")).toBe(`${origin}/`);
  expect(canonicalLocation(origin, "127.0.0.1:4600", "/")).toBeNull();
});

test("no other host is sent anywhere, and nobody is sent to another site", () => {
  const origin = "http://127.0.0.1:4600";
  expect(canonicalLocation(origin, "evil.test:4600", "/")).toBeNull();
  expect(canonicalLocation(origin, "localhost:9999", "/")).toBeNull();
  expect(canonicalLocation(origin, undefined, "/")).toBeNull();
  expect(canonicalLocation(origin, "a b", "/")).toBeNull();
  expect(canonicalLocation("https://backout.test", "localhost", "/")).toBeNull();
  expect(canonicalLocation(origin, "localhost:4600", "//evil.test/")).toBe(`${origin}/`);
  expect(canonicalLocation(origin, "localhost:4600", "http://evil.test/")).toBe(`${origin}/`);
});
