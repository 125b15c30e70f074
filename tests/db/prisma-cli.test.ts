import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();

/** The command line as a developer uses it, with our stand-in for the engine that it would download. */
function prisma(args: string[], url = db.url) {
  const env = { ...process.env, DATABASE_URL: url, CI: "true" };
  const { status, stdout, stderr } = spawnSync("node_modules/.bin/prisma", args, { env, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

test("the migrations make exactly the tables that the schema describes", () => {
  const diff = prisma([
    "migrate",
    "diff",
    "--from-config-datasource",
    "--to-schema",
    "prisma/schema.prisma",
    "--exit-code",
  ]);
  expect(diff).toEqual({ status: 0, output: expect.stringContaining("No difference detected.") });
});

test("the command line agrees that a database which we migrated in-process is up to date", () => {
  expect(prisma(["migrate", "status"])).toEqual({
    status: 0,
    output: expect.stringContaining("Database schema is up to date!"),
  });
});

test("an unreachable server is reported with Prisma's own code", () => {
  expect(prisma(["migrate", "status"], "postgresql://u:p@127.0.0.1:1/app")).toEqual({
    status: 1,
    output: expect.stringContaining("P1001"),
  });
});
