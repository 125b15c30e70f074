import { existsSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { clearFaults, injectFault } from "#lib/range/faults.ts";
import { checkReadiness } from "#lib/services/readiness/check.ts";
import { targetReadiness } from "#lib/services/readiness/list.ts";
import { until } from "../db/until.ts";
import { createRangeEngine } from "./range-engine.ts";

// The agent platform's own checks on a range that works, and with one thing broken at a time.
const on = await createRangeEngine({ watchSeconds: 2, data: true });
const { prisma } = on.db;
const { APP_DIR, BACKUP_DIR, DB_BACKUP_DIR } = on.range.parameters;
const { id } = await prisma.target.findUniqueOrThrow({ where: { name: "range" } });

async function checked() {
  const { lookId } = await checkReadiness(on.ctx, id);
  await until(
    () => prisma.readinessLook.findUnique({ where: { id: lookId } }),
    (look) => look?.endedAt !== null,
  );
  return (await targetReadiness(on.ctx, id)).cells;
}
const BUTTONS = ["level-1", "level-2", "level-3", "gap-001", "qw-001", "qw-002", "data-postgres", "data-sqlite"];
const ALL_READY = Object.fromEntries(BUTTONS.map((b) => [b, "ready"]));

test("on a range that works every button is ready", async () => {
  const cells = await checked();
  const reasons = cells.flatMap((c) => c.reasons.map((r) => `${c.procedure} ${r.title}: ${r.says}`));
  expect(reasons).toEqual([]);
  expect(Object.fromEntries(cells.map((c) => [c.procedure, c.state]))).toEqual(ALL_READY);
});

/** Moved away, and back. */
function away(file: string) {
  expect(existsSync(file)).toBe(true);
  renameSync(file, `${file}.away`);
  return () => renameSync(`${file}.away`, file);
}
const tested = () => readdirSync(DB_BACKUP_DIR).filter((name) => name.endsWith(".restore-test"));

test.each([
  {
    what: "no lock file",
    make: async () => away(path.join(APP_DIR, "package-lock.json")),
    turned: { "level-2": "degraded", "level-3": "degraded" },
    why: /package-lock\.json is missing/,
  },
  {
    what: "no .env",
    make: async () => away(path.join(APP_DIR, ".env")),
    turned: { "level-1": "not-ready", "gap-001": "not-ready", "qw-001": "not-ready", "qw-002": "not-ready" },
    why: /\.env is missing/,
  },
  {
    what: "the tag of the stable release gone",
    make: async () => {
      await injectFault(on.range, "missing-tag");
      return () => clearFaults(on.range);
    },
    turned: { "level-2": "not-ready" },
    why: /nothing can be chosen|is gone/,
  },
  {
    what: "no application backup",
    make: async () => away(BACKUP_DIR),
    turned: { "level-3": "not-ready" },
    why: /does not exist/,
  },
  {
    what: "a database backup that was never restored as a test",
    make: async () => {
      const back = tested().map((name) => away(path.join(DB_BACKUP_DIR, name)));
      return () => {
        for (const put of back) put();
      };
    },
    turned: { "data-postgres": "degraded" },
    why: /never restored as a test/,
  },
])("$what: only the buttons that need it turn, and say why", async ({ make, turned, why }) => {
  const mend = await make();
  try {
    const cells = await checked();
    expect(Object.fromEntries(cells.map((c) => [c.procedure, c.state]))).toEqual({ ...ALL_READY, ...turned });
    for (const { reasons } of cells.filter((c) => c.state !== "ready"))
      expect(reasons.map((r) => r.says).join("; ")).toMatch(why);
  } finally {
    await mend();
  }
});
