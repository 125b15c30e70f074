import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCheckpoints } from "#lib/adapters/postgres/checkpoints.ts";
import { loadRecordKey } from "#lib/adapters/secrets/record-key.ts";
import { EXIT } from "#lib/cli/exit-codes.ts";
import { readExport } from "#lib/cli/read-export.ts";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import { Checkpoint } from "#lib/domain/record/checkpoint.ts";
import { verifyExport } from "#lib/domain/record/verify-export.ts";
import { keepCheckpoints } from "#lib/engine/checkpoints.ts";
import { isSignedBy, sha256 } from "#lib/record/signatures.ts";
import { exportIncident } from "#lib/services/record/export.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createCli } from "./cli-kit.ts";
import { createLive } from "./live-kit.ts";

const live = await createLive(smallPlaybook());
const dir = mkdtempSync(path.join(tmpdir(), "backout-export-"));
const keptFile = path.join(dir, "checkpoints.jsonl");
const signer = loadRecordKey(path.join(dir, "record.key"));
const checkpoints = createCheckpoints({ db: live.db.prisma, signer, file: keptFile, clock: { now: () => new Date() } });
const keeping = await keepCheckpoints({ checkpoints, log: pino({ level: "silent" }) }, live.queue);
afterAll(async () => {
  await keeping.stop();
  rmSync(dir, { recursive: true, force: true });
});
const { backout } = createCli({ BACKOUT_URL: live.url, BACKOUT_TOKEN: live.tokens.commander });
const api = async (method: string, at: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${live.url}/api/v1${at}`, {
    method,
    headers: { authorization: `Bearer ${live.tokens.commander}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
};
const kept = () =>
  readFileSync(keptFile, "utf8")
    .trim()
    .split("\n")
    .map((line) => Checkpoint.parse(JSON.parse(line)));

let number: number;
let file: string;
let folder: string;
/** An incident with a proven run, its evidence and a review, exported once; tests break copies of it. */
beforeAll(async () => {
  const declared = await api("POST", "/incidents", {
    title: `Uploads <script>fail</script>`,
    targets: ["host-1"],
    severity: "major",
    reason: "people say so",
  });
  number = (await declared.json()).number;
  const started = await api(
    "POST",
    `/incidents/${number}/runs`,
    { procedure: "level-1" },
    { "idempotency-key": "export-1" },
  );
  await live.rested((await started.json()).id);
  const rca = await (await api("GET", `/incidents/${number}/rca`)).json();
  await api("PUT", `/incidents/${number}/rca`, { version: 0, values: rca.values });
  const content = { stored: { sha256: sha256("what the log said\n"), totalBytes: 18 } };
  await live.db.prisma.evidence.create({
    data: {
      ...{ incidentNumber: number, kind: "collected", title: "Log", detail: "18 bytes", source: "host-1", content },
      sha256: sha256(canonical(content)),
      stored: { create: { mediaType: "text/plain", bytes: Buffer.from("what the log said\n"), totalBytes: 18 } },
    },
  });
  // Something of somebody else, between: its content stays out of the export.
  await api("POST", "/tokens", { name: "somebody else's business" });
  await checkpoints.take();
  await api("POST", `/incidents/${number}/events`, { text: "All is well" });
  file = path.join(dir, "whole.tar.gz");
  const said = await backout(["export", `INC-${number}`, "--out", file]);
  if (said.code !== 0) throw new Error(said.err);
  folder = path.join(dir, "whole");
  mkdirSync(folder);
  execFileSync("tar", ["-xzf", file, "-C", folder]);
  folder = path.join(folder, `INC-${number}`);
});

const verified = async (from: string, checkpointsKept: Checkpoint[] = []) =>
  verifyExport(await readExport(from), { sha256, verify: isSignedBy, kept: checkpointsKept });
/** A copy in which one file is rewritten. */
function changed(rewrite: (at: string) => void): string {
  const copy = mkdtempSync(path.join(dir, "copy-"));
  cpSync(folder, copy, { recursive: true });
  rewrite(copy);
  return copy;
}
const edit = (name: string, change: (text: string) => string) =>
  changed((at) => writeFileSync(path.join(at, name), change(readFileSync(path.join(at, name), "utf8"))));

describe("an export as it was made", () => {
  test("is whole and signed, as the archive and as the folder, without a server", async () => {
    for (const from of [file, folder]) {
      const said = await backout(["verify", from, "--checkpoints", keptFile, "--key", signer.fingerprint], {
        BACKOUT_URL: "",
        BACKOUT_TOKEN: "",
      });
      expect(said.out).toMatch(/^WHOLE +INC-/);
      expect(said.code).toBe(EXIT.ok);
    }
    const { counted } = await verified(folder);
    expect(counted.outputs).toBe(4);
    expect(counted.evidence).toBeGreaterThan(0);
    expect(counted.revisions).toBe(1);
  });

  test("tells nothing of what is not the incident's", () => {
    const text = globSync("**/*", { cwd: folder, withFileTypes: true })
      .filter((f) => f.isFile())
      .map((f) => readFileSync(path.join(f.parentPath, f.name), "utf8"))
      .join("\n");
    expect(text).not.toContain("somebody else's business");
    expect(text).not.toContain("BEGIN OPENSSH");
  });

  test("has the outputs as the engine sealed them", async () => {
    const [run] = await live.db.prisma.run.findMany({ where: { incidentNumber: number }, include: { steps: true } });
    const log = readFileSync(path.join(folder, "runs", run?.id ?? "", "steps", "00-look.1.log"), "utf8");
    expect(log).toBe("looking\n");
  });
});

describe("one byte, anywhere", () => {
  test("in any file is found, and the file is named", async () => {
    for (const name of globSync("**/*", { cwd: folder, withFileTypes: true })
      .filter((f) => f.isFile())
      .map((f) => path.relative(folder, path.join(f.parentPath, f.name)))) {
      const bytes = readFileSync(path.join(folder, name));
      if (bytes.length === 0) continue;
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const copy = changed((to) => {
          const other = Buffer.from(bytes);
          other[at] = (other[at] ?? 0) ^ 1;
          writeFileSync(path.join(to, name), other);
        });
        const { faults, checkpoint } = await verified(copy);
        expect(checkpoint, `${name} byte ${at}`).toBeNull();
        expect(faults.map((f) => f.where).join(" "), `${name} byte ${at}`).toContain(
          name.startsWith("audit/") ? "audit/" : name,
        );
        rmSync(copy, { recursive: true });
      }
    }
  });

  test.each([
    ["timeline.jsonl", (t: string) => t.replace("All is well", "All was well"), "timeline.jsonl event", "altered"],
    [
      "rca-revisions.jsonl",
      (t: string) => `${JSON.stringify({ ...JSON.parse(t), values: { cause: "x" } })}\n`,
      "rca-revisions.jsonl version 1",
      "SHA-256",
    ],
  ])("in %s says which entry, even when the manifest is made to fit", async (name, change, where, problem) => {
    const copy = edit(name, change);
    refit(copy);
    const { faults } = await verified(copy);
    expect(faults).toContainEqual({ where: expect.stringContaining(where), problem: expect.stringContaining(problem) });
    expect(faults).toContainEqual({ where: "manifest.json", problem: "is not the one that the audit names" });
  });

  test("in collected evidence is found even when the manifest is made to fit", async () => {
    const [name = ""] = globSync("evidence/*.log", { cwd: folder });
    const copy = edit(name, (t) => t.replace("said", "hides"));
    refit(copy);
    expect((await verified(copy)).faults).toContainEqual({ where: name, problem: "is not what was collected" });
  });

  test("ends verify with exit 1 and its place", async () => {
    const said = await backout(["verify", edit("timeline.jsonl", (t) => t.replace("All is well", "All was well"))]);
    expect(said.code).toBe(EXIT.failed);
    expect(said.out).toMatch(/timeline\.jsonl event \d+: altered/);
  });
});

/** What somebody does who wants a change to go unnoticed: manifest and heads fit the files again. */
function refit(at: string): void {
  const manifest = JSON.parse(readFileSync(path.join(at, "manifest.json"), "utf8"));
  for (const name of Object.keys(manifest.files)) {
    if (!existsSync(path.join(at, name))) {
      delete manifest.files[name];
      continue;
    }
    const bytes = readFileSync(path.join(at, name));
    manifest.files[name] = { bytes: bytes.length, sha256: sha256(bytes.toString("utf8")) };
  }
  const last = readFileSync(path.join(at, "timeline.jsonl"), "utf8").trim().split("\n").at(-1) ?? "{}";
  const { seq, hash } = JSON.parse(last);
  manifest.heads.timeline = { seq, hash };
  writeFileSync(path.join(at, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
const lines = (change: (lines: string[]) => string[]) => (text: string) =>
  `${change(text.trim().split("\n")).join("\n")}\n`;

describe("the order and the end of the record", () => {
  test("events that changed places are found", async () => {
    const { faults } = await verified(
      edit(
        "timeline.jsonl",
        lines(([a = "", b = "", ...rest]) => [b, a, ...rest]),
      ),
    );
    expect(faults.map((f) => `${f.where}: ${f.problem}`).join()).toContain("timeline.jsonl event 1: missing");
  });

  test("an end that is cut off is found by the manifest, and by a kept checkpoint when the manifest was made to fit", async () => {
    const copy = edit(
      "timeline.jsonl",
      lines((all) => all.slice(0, -1)),
    );
    expect((await verified(copy)).faults.map((f) => f.problem).join()).toContain("the end was cut off");
    refit(copy);
    const { faults } = await verified(copy, kept());
    expect(faults).toContainEqual({
      where: expect.stringContaining("timeline.jsonl event"),
      problem: expect.stringContaining("cut: checkpoint"),
    });
  });

  test("a file that is missing or was added is named", async () => {
    const without = changed((at) => rmSync(path.join(at, "rca.md")));
    expect((await verified(without)).faults).toContainEqual({ where: "rca.md", problem: "is missing" });
    const more = changed((at) => writeFileSync(path.join(at, "note.txt"), "trust me"));
    expect((await verified(more)).faults).toContainEqual({
      where: "note.txt",
      problem: expect.stringContaining("was added"),
    });
  });

  test("a checkpoint of another key, or one whose signature does not fit, is refused", async () => {
    const other = loadRecordKey(path.join(dir, "other.key"));
    const said = await backout(["verify", folder, "--key", other.fingerprint]);
    expect(said.code).toBe(EXIT.failed);
    const [first, ...rest] = kept();
    const forged = { ...(first as Checkpoint), signature: other.sign("something") };
    expect((await verified(folder, [forged, ...rest])).faults).toContainEqual({
      where: "kept checkpoint 1",
      problem: "not signed by its key",
    });
  });
});

test("without an engine an export says that nobody signed it", async () => {
  const ctx = live.ctx();
  const entries = await exportIncident({ ...ctx, queue: { send: async () => {} } }, number, { signWaitMs: 300 });
  const at = mkdtempSync(path.join(dir, "unsigned-"));
  for await (const { path: name, body } of entries) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    writeFileSync(path.join(at, name), Buffer.concat(pieces));
  }
  const said = await backout(["verify", at]);
  expect(said.out).toMatch(/^UNSIGNED/);
  expect(said.code).toBe(EXIT.unproven);
});

test("the file outside of the database gets what an earlier engine could not write, and a line that was cut is written again", async () => {
  const whole = readFileSync(keptFile, "utf8");
  writeFileSync(keptFile, whole.slice(0, whole.indexOf("\n") + 40));
  await checkpoints.take();
  expect(kept().map((c) => c.seq)).toEqual(kept().map((_, i) => i + 1));
  expect(readFileSync(keptFile, "utf8").startsWith(whole)).toBe(true);
});

test("the page asks nobody for anything, and foreign text in it is no markup", async () => {
  const html = await (await api("GET", `/incidents/${number}/export?format=html`)).text();
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|<img|<link|src=|href=|url\(/i);
  expect(html).toContain("Uploads &#60;script&#62;fail");
  expect(html).toContain("looking");
  expect(html).toContain("All is well");
  expect(html).toMatch(/<\/html>\s*$/);
});
