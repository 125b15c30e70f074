import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { authorizedOf } from "#lib/client/authorized-line.ts";
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

const hasKeygen = !spawnSync("ssh-keygen", ["-?"]).error;
test("ssh-keygen is there, at least in CI", () => {
  expect(hasKeygen || process.env.CI !== "true").toBe(true);
});

/** A key as OpenSSH's own tool makes it. */
function made(type: string, passphrase: string) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "keys-"));
  const file = path.join(dir, "key");
  try {
    expect(spawnSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "x", "-f", file]).status).toBe(0);
    return { secret: readFileSync(file, "utf8"), line: readFileSync(`${file}.pub`, "utf8").trim() };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test.runIf(hasKeygen).each(["ed25519", "ecdsa"])(
  "the line for authorized_keys of a key of type %s is that of ssh-keygen",
  (type) => {
    const { secret, line } = made(type, "");
    expect(authorizedOf(`\n${secret}\n`)).toEqual({ kind: "line", line: line.replace(/ x$/, " backout") });
  },
);

test.runIf(hasKeygen)("a key with a passphrase is named as such; what is no OpenSSH key says nothing", () => {
  const { secret } = made("ed25519", "sword fish");
  expect(authorizedOf(secret)).toEqual({ kind: "protected" });
  expect(authorizedOf(secret.slice(0, 80))).toBeNull();
  expect(authorizedOf("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----")).toBeNull();
  expect(authorizedOf("")).toBeNull();
});
