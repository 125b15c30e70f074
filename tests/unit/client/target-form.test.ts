import { expect, test } from "vitest";
import { pinIn } from "#lib/client/target-form.ts";

const PIN = `SHA256:${"aB3/".repeat(10)}xyz`;

test.each([
  ["as ssh-keygen prints it", `256 ${PIN} root@host (ED25519)\n`, PIN],
  ["alone", ` ${PIN} `, PIN],
  ["too long to be one", `${PIN}x`, `${PIN}x`],
  ["the key itself", "ssh-ed25519 AAAA", "ssh-ed25519 AAAA"],
])("a pin, %s", (_what, text, pin) => {
  expect(pinIn(text)).toBe(pin);
});
