import { expect, test } from "vitest";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createApi, newTarget } from "./api-kit.ts";

const api = await createApi();
await api.load({
  ...smallPlaybook(),
  playbook: "vault",
  parameters: {
    HOME_DIR: { type: "abs-path", title: "Where it works", required: true },
    DB_PASSWORD: { type: "secret", title: "Password of the database", required: true },
    API_KEY: { type: "secret", title: "Key of the other side", required: false },
  },
});
const PASSWORD = "correct-horse";
const add = (name: string, over: Record<string, unknown> = {}) =>
  api.call("POST", "/targets", {
    as: "admin",
    body: { ...newTarget(name), playbook: "vault", secrets: { DB_PASSWORD: PASSWORD }, ...over },
  });

test("a secret is sealed for the engine, this target and this name, and is in no answer, row or record", async () => {
  const added = await add("host-1");
  expect(added).toMatchObject({ status: 201, body: { secrets: { DB_PASSWORD: "set" } } });
  const listed = await api.call("GET", "/targets", { as: "viewer" });
  expect(listed.body.items[0].secrets).toEqual({ DB_PASSWORD: "set" });

  const target = await api.db.target.findFirstOrThrow({ where: { name: "host-1" }, include: { secrets: true } });
  const [secret] = target.secrets;
  expect(target.secrets.map((s) => s.name)).toEqual(["DB_PASSWORD"]);
  const sealed = secret?.sealed ?? new Uint8Array();
  expect(await api.engineKey.open(sealed, secretContext(target.id, "DB_PASSWORD"))).toBe(PASSWORD);
  for (const context of [target.id, secretContext(target.id, "API_KEY"), secretContext("another", "DB_PASSWORD")])
    await expect(api.engineKey.open(sealed, context)).rejects.toThrow("cannot be opened");

  const record = await api.db.auditEvent.findFirstOrThrow({ where: { action: "target.create" } });
  expect(record.data).toMatchObject({ secrets: ["DB_PASSWORD"] });
  expect(JSON.stringify([added.body, listed.body, target.parameters, record])).not.toContain(PASSWORD);
  expect(Buffer.from(sealed).toString("latin1")).not.toContain(PASSWORD);
});

test.each([
  ["a missing one", { secrets: {} }, "secrets.DB_PASSWORD", /^is required$/],
  [
    "one in the wrong field",
    { parameters: { HOME_DIR: "/srv", DB_PASSWORD: "x-y-z-1" } },
    "parameters.DB_PASSWORD",
    /belongs under "secrets"/,
  ],
  [
    "what is none",
    { secrets: { DB_PASSWORD: PASSWORD, HOME_DIR: "/srv" } },
    "secrets.HOME_DIR",
    /belongs under "parameters"/,
  ],
  [
    "one that nobody declared",
    { secrets: { DB_PASSWORD: PASSWORD, NOBODY: PASSWORD } },
    "secrets.NOBODY",
    /declares no such/,
  ],
  ["one too short to be masked", { secrets: { DB_PASSWORD: "qzx12" } }, "secrets.DB_PASSWORD", /at least 6 bytes/],
  ["one of blanks", { secrets: { DB_PASSWORD: "          " } }, "secrets.DB_PASSWORD", /at least 6 bytes/],
  [
    "one with a control character",
    { secrets: { DB_PASSWORD: "qzx12\u0007aaaa" } },
    "secrets.DB_PASSWORD",
    /control characters/,
  ],
])("%s is refused by field, without saying it again", async (_what, over, path, message) => {
  const { status, body } = await add("bad", over);
  expect(status).toBe(422);
  expect(body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
  expect(JSON.stringify(body)).not.toMatch(/x-y-z-1|qzx12|correct-horse/);
  expect(await api.db.target.findUnique({ where: { name: "bad" } })).toBeNull();
});

test("a playbook says which secrets its targets have", async () => {
  const { body } = await api.call("GET", "/playbooks/vault", { as: "viewer" });
  expect(body.parameters.API_KEY).toEqual({ type: "secret", title: "Key of the other side", required: false });
});

test("the table takes nothing that is not sealed, and no name that a script could not get", async () => {
  const { id } = await api.db.target.findFirstOrThrow({ where: { name: "host-1" } });
  const row = { targetId: id, name: "API_KEY", sealed: new Uint8Array(Buffer.from(PASSWORD)), keyFingerprint: "k" };
  await expect(api.db.targetSecret.create({ data: row })).rejects.toThrow("TargetSecret_is_sealed");
  const wrongName = { ...row, name: "path", sealed: new Uint8Array(80) };
  await expect(api.db.targetSecret.create({ data: wrongName })).rejects.toThrow("TargetSecret_name");
});
