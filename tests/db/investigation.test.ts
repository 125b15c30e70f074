import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { MOST_BYTES } from "#lib/domain/investigation/content.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { verifyExport } from "#lib/domain/record/verify-export.ts";
import { isSignedBy, sha256 } from "#lib/record/signatures.ts";
import { getIncident } from "#lib/services/incidents/get.ts";
import { askForEvidence } from "#lib/services/investigation/ask.ts";
import { evidenceContent } from "#lib/services/investigation/content.ts";
import { savePlaybookState } from "#lib/services/playbooks/current.ts";
import { exportIncident } from "#lib/services/record/export.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { createTarget } from "#lib/services/targets/create.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";
import { until } from "./until.ts";

const PASSWORD = "sword-fish & 'chips' €7";
const LIMIT_MS = 3_000;
const small = smallPlaybook({
  "scripts/log.sh": [
    'echo "2026-11-30T14:05:01Z ERROR login with $DB_PASSWORD failed after 3 tries"',
    'echo "2026-11-30T14:05:09Z ERROR login with $DB_PASSWORD failed after 4 tries"',
    '[ ! -e "$HOME_DIR/huge" ] || head -c 1500000 /dev/zero | tr "\\0" x',
    'printf "\\377 is no text\\n"',
  ].join("\n"),
  "scripts/state.sh":
    'if [ -e "$HOME_DIR/changed" ]; then echo "was changed"; else echo "not changed yet"; fi; out STATE seen',
  "scripts/slow.sh":
    '[ ! -e "$HOME_DIR/slow" ] || sleep 60; echo quick; [ ! -e "$HOME_DIR/broken" ] || die "cannot be had: $DB_PASSWORD"',
  "scripts/change.sh": 'date +%s%N > "$HOME_DIR/changed-at"; printf x > "$HOME_DIR/changed"',
});
const kit = await createKit(
  Playbook.parse({
    ...small,
    parameters: { ...small.parameters, DB_PASSWORD: { type: "secret", title: "Password" } },
    procedures: small.procedures.map((p) => ({
      ...p,
      options: p.options.map((o) => ({
        ...o,
        steps: o.steps.map((s) => (s.id === "change" ? { ...s, changes: "process" } : s)),
      })),
    })),
    investigation: {
      timeout: LIMIT_MS,
      collect: [
        { id: "log", title: "Log", script: "scripts/log.sh", shows: "log" },
        { id: "state", title: "State", script: "scripts/state.sh", shows: "figures" },
        { id: "slow", title: "Slow", script: "scripts/slow.sh", shows: "difference" },
      ],
    },
  }),
);
await savePlaybookState(kit.db.prisma, "small", { versionId: kit.version.id, problem: null });
const ctx = kit.ctx();
const { id: targetId } = await createTarget(kit.ctx("admin"), {
  name: "host-2",
  host: kit.sshd.host,
  port: kit.sshd.port,
  user: kit.sshd.user,
  hostKeySha256: kit.sshd.hostKeySha256,
  environment: "drill",
  playbook: "small",
  parameters: { HOME_DIR: kit.home },
  secrets: { DB_PASSWORD: PASSWORD },
  watchSeconds: 1,
  credential: { kind: "key", privateKey: kit.sshd.privateKey },
});
const file = (name: string) => join(kit.home, name);
afterEach(() => {
  for (const name of ["slow", "broken", "huge", "changed", "changed-at"]) rmSync(file(name), { force: true });
});

async function rollBack() {
  const number = await kit.declare([targetId]);
  const body = { procedure: "level-1" };
  const { run } = await startRun(ctx, { incident: number, idempotencyKey: crypto.randomUUID(), body });
  return { number, run: await kit.rested(run.id) };
}
const investigations = async (number: number) => (await getIncident(ctx, number)).investigations;
/** The investigations of the incident once all of them have ended. */
const collected = (number: number) =>
  until(
    () => investigations(number),
    (all) => all.every((i) => i.endedAt !== null),
  );
async function text(number: number, title: string): Promise<string> {
  const evidence = (await investigations(number)).flatMap((i) => i.evidence).find((e) => e.title === title);
  const file = await evidenceContent(ctx, { incident: number, id: evidence?.id ?? "" });
  expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(file.sha256);
  expect(evidence?.content?.sha256).toBe(file.sha256);
  return Buffer.from(file.bytes).toString("latin1");
}

test("before its first change a rollback has collected: the state before, patterns, hashes that hold, no secret", async () => {
  const { number, run } = await rollBack();
  expect(run.status).toBe("succeeded");
  const [investigation, ...more] = await investigations(number);
  expect(more).toEqual([]);
  expect(investigation).toMatchObject({ state: "done", runId: run.id, target: "host-2", problem: null });
  expect(investigation?.evidence.map((e) => e.title).sort()).toEqual(["Error patterns", "Log", "Slow", "State"]);
  expect(await text(number, "State")).toBe("not changed yet\n");
  const changedAtMs = Number(readFileSync(file("changed-at"), "utf8")) / 1e6;
  for (const { at } of investigation?.evidence ?? []) expect(Date.parse(at)).toBeLessThan(changedAtMs);
  const stars = "*".repeat(Buffer.byteLength(PASSWORD));
  expect(await text(number, "Log")).toContain(`login with ${stars} failed after 3 tries`);
  expect(await text(number, "Log")).toContain("\xff is no text");
  expect(await text(number, "Error patterns")).toContain(`2 x ERROR login with ${stars} failed after N tries`);
  const rows = JSON.stringify(await kit.db.prisma.evidence.findMany({ where: { incidentNumber: number } }));
  expect(rows).not.toContain("sword-fish");
  const told = (await getIncident(ctx, number)).timeline.find((e) => e.kind === "evidence.collected");
  expect(told?.text).toContain("before anything was restarted");
});

test("what cannot be had in time, or at all, is said, and keeps the rollback no longer than its limit", async () => {
  writeFileSync(file("slow"), "");
  const { number, run } = await rollBack();
  expect(run.status).toBe("succeeded");
  const [late] = await investigations(number);
  expect(late).toMatchObject({ state: "done", problem: "Slow: not had within 3 s" });
  const [look, change] = run.steps;
  const waitedMs = Date.parse(change?.startedAt ?? "") - Date.parse(look?.startedAt ?? "");
  expect(waitedMs).toBeGreaterThan(LIMIT_MS - 1_500);
  expect(waitedMs).toBeLessThan(LIMIT_MS + 10_000);

  rmSync(file("slow"));
  writeFileSync(file("broken"), "");
  const second = await rollBack();
  expect(second.run.status).toBe("succeeded");
  const [broken] = await investigations(second.number);
  expect(broken?.problem).toMatch(/^Slow: FAILED: cannot be had: \*+$/);
});

test("asked for by a person it is collected once at a time; what is too long is cut off, and says so", async () => {
  const number = await kit.declare([targetId]);
  writeFileSync(file("huge"), "");
  await expect(askForEvidence(kit.ctx("viewer"), number)).rejects.toMatchObject({ code: "forbidden" });
  const [first, second] = await Promise.all([askForEvidence(ctx, number), askForEvidence(ctx, number)]);
  expect(first.ids).toEqual(second.ids);
  const [investigation] = await collected(number);
  expect(investigation).toMatchObject({ id: first.ids[0], runId: null, by: "commander", state: "done" });
  const log = await text(number, "Log");
  expect(log.slice(MOST_BYTES)).toMatch(/^\n\[cut off here: 1048576 of 1500\d{3} bytes are kept\]\n$/);
  expect(investigation?.evidence.find((e) => e.title === "Log")?.content).toMatchObject({ isCutOff: true });
  await expect(evidenceContent(ctx, { incident: number + 1000, id: "nothing" })).rejects.toMatchObject({
    code: "not-found",
  });
});

test("what was collected is not changed afterwards, not even in the database", async () => {
  const kept = await kit.db.prisma.evidenceContent.findFirstOrThrow();
  const where = { evidenceId: kept.evidenceId };
  await expect(kit.db.prisma.evidenceContent.update({ where, data: { mediaType: "x" } })).rejects.toThrow();
  await expect(kit.db.prisma.evidenceContent.delete({ where })).rejects.toThrow();
  expect(await kit.db.prisma.evidenceContent.findUnique({ where })).toEqual(kept);
});

test("an export carries the collected bytes, and its verification notices when they were changed", async () => {
  const number = await kit.declare([targetId]);
  await askForEvidence(ctx, number);
  await collected(number);
  const texts = new Map<string, string>();
  const sums = new Map<string, { bytes: number; sha256: string }>();
  for await (const { path, bytes, body } of await exportIncident(ctx, number)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    const whole = Buffer.concat(pieces);
    sums.set(path, { bytes, sha256: createHash("sha256").update(whole).digest("hex") });
    if (!path.endsWith(".log")) texts.set(path, whole.toString());
  }
  const checks = { sha256, verify: isSignedBy };
  const logs = [...sums.keys()].filter((path) => /^evidence\/.*\.log$/.test(path));
  expect(logs).toHaveLength(4);
  expect(verifyExport({ texts, sums }, checks).faults).toEqual([]);
  const other = new Map(sums).set(logs[0] ?? "", { bytes: 1, sha256: sha256("x") });
  expect(verifyExport({ texts, sums: other }, checks).faults).toContainEqual({
    where: logs[0],
    problem: "is not what was collected",
  });
});
