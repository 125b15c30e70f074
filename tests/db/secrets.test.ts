import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import { createSealer } from "#lib/adapters/secrets/sealer.ts";
import { createTestDatabase } from "./database.ts";

const { prisma: db } = await createTestDatabase();
const dir = mkdtempSync(path.join(tmpdir(), "backout-key-"));
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string) => path.join(dir, name, "engine.key");
const SECRET = "-----BEGIN OPENSSH PRIVATE KEY-----\nünïcödé\n";

async function target(keyFingerprint: string, sealed: Uint8Array<ArrayBuffer>) {
  const version = await db.playbookVersion.upsert({
    where: { playbook_hash: { playbook: "p", hash: "h" } },
    create: { playbook: "p", hash: "h", title: "P", content: {} },
    update: {},
  });
  return db.target.create({
    data: {
      name: `t-${Math.random().toString(36).slice(2)}`,
      host: "h",
      port: 22,
      login: "l",
      hostKeySha256: "x",
      environment: "drill",
      playbookVersionId: version.id,
      parameters: {},
      credential: { create: { kind: "key", sealed, keyFingerprint } },
    },
  });
}

test("without an engine's key nothing is sealed, and the answer says what to do", async () => {
  await expect(createSealer(db).seal(SECRET, "t")).rejects.toMatchObject({ code: "unavailable" });
});

test("engines that start together make one key, which only its owner can read", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadEngineKey(file("together"))));
  expect(new Set(keys.map((k) => k.fingerprint)).size).toBe(1);
  expect(statSync(file("together")).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file("together")))).toEqual(["engine.key"]);
  const again = await loadEngineKey(file("together"));
  expect(again.fingerprint).toBe(keys[0]?.fingerprint);
});

test("what is sealed opens with that key for that target, and with nothing else", async () => {
  const key = await loadEngineKey(file("one"));
  await publishEngineKey(db, key);
  const { sealed, keyFingerprint } = await createSealer(db).seal(SECRET, "target-1");
  expect(keyFingerprint).toBe(key.fingerprint);
  expect(await key.open(sealed, "target-1")).toBe(SECRET);
  await expect(key.open(sealed, "target-2")).rejects.toThrow("for another target");
  for (const at of [0, 31, 32, sealed.length - 1]) {
    const flipped = Uint8Array.from(sealed);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await expect(key.open(flipped, "target-1")).rejects.toThrow("was altered");
  }
  await expect((await loadEngineKey(file("other"))).open(sealed, "target-1")).rejects.toThrow("sealed to another key");
  await expect(key.open(new Uint8Array(), "target-1")).rejects.toThrow("cannot be opened");
});

test("the same secret sealed twice looks different, and nothing of it can be seen", async () => {
  const sealer = createSealer(db);
  const [one, two] = [await sealer.seal(SECRET, "t"), await sealer.seal(SECRET, "t")];
  expect(Buffer.from(one.sealed).equals(Buffer.from(two.sealed))).toBe(false);
  expect(Buffer.from(one.sealed).includes(Buffer.from("OPENSSH"))).toBe(false);
});

test("an engine with another key refuses to start while credentials wait for the old one", async () => {
  const key = await loadEngineKey(file("one"));
  const { sealed } = await createSealer(db).seal(SECRET, "t");
  const row = await target(key.fingerprint, new Uint8Array(sealed));
  const other = await loadEngineKey(file("other"));
  await expect(publishEngineKey(db, other)).rejects.toThrow(/could open none of them.+Nothing was started/s);
  await publishEngineKey(db, key);
  await db.target.delete({ where: { id: row.id } });
  await publishEngineKey(db, other);
  expect((await createSealer(db).seal(SECRET, "t")).keyFingerprint).toBe(other.fingerprint);
});

test("a key file that others can read, or that is no key, is refused by name and its content is never said", async () => {
  await loadEngineKey(file("open"));
  chmodSync(file("open"), 0o644);
  await expect(loadEngineKey(file("open"))).rejects.toThrow(/can be read by others.+chmod 600/s);
  await loadEngineKey(file("broken"));
  const content = readFileSync(file("broken"), "utf8").slice(0, 40);
  writeFileSync(file("broken"), content, { mode: 0o600 });
  const error: Error = (await loadEngineKey(file("broken")).catch((e: Error) => e)) as Error;
  expect(error.message).toContain("is not an engine key");
  expect(error.message).not.toContain(content.split(" ")[1]);
});
