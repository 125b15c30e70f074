import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "#lib/cli/exit-codes.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createCli } from "./cli-kit.ts";
import { createLive } from "./live-kit.ts";

const live = await createLive(
  smallPlaybook({
    "scripts/probe-changed.sh":
      '[ ! -e "$HOME_DIR/unsure" ] || undecided "too little to judge"; detail "file holds $(cat "$HOME_DIR/changed")"',
    "scripts/look.sh":
      '[ ! -e "$HOME_DIR/block" ] || exit 7; printf "look\\033]0;owned\\007ing\\n"; [ ! -e "$HOME_DIR/slow" ] || { echo "sleeping"; sleep 60; }; out FOUND "here"',
  }),
);
const as = (handle: "commander" | "viewer") => ({ BACKOUT_URL: live.url, BACKOUT_TOKEN: live.tokens[handle] });
const { backout, start, home } = createCli(as("commander"));
const declared = async () => {
  const said = await backout([
    "declare",
    "Uploads fail",
    "--target",
    "host-1",
    "--severity",
    "major",
    "--reason",
    "people say so",
    "--json",
  ]);
  return JSON.parse(said.out).number as number;
};
const [slow, block, unsure] = ["slow", "block", "unsure"].map((name) => path.join(live.home, name)) as [
  string,
  string,
  string,
];

test("a commander assesses, declares, runs level 1 and watches it to its proof without a browser", async () => {
  const judged = await backout([
    "assess",
    "--playbook",
    "small",
    "--target",
    "host-1",
    "errorRatePercent=12",
    "--json",
  ]);
  expect(judged.code).toBe(EXIT.ok);
  const { id, severity } = JSON.parse(judged.out);
  expect(severity).toBe("critical");
  const said = await backout(["declare", "Uploads fail", "--target", "host-1", "--assessment", id]);
  const number = /^INC-(\d+)/.exec(said.out)?.[1];
  const ran = await backout(["run", `INC-${number}`, "level-1", "--yes"]);
  expect(ran.err).toContain("Small toggle, toggle");
  expect(ran.err).toContain("── Prove: proven");
  expect(ran.out).toContain("changed\n");
  expect(ran.err).toMatch(/pass +The change is there: file holds here/);
  expect(ran.err).toContain("Small toggle succeeded: proven");
  expect(ran.code).toBe(EXIT.ok);
  const audit = await live.db.prisma.auditEvent.findFirstOrThrow({
    where: { action: "run.start" },
    orderBy: { seq: "desc" },
  });
  expect(audit.actor).toMatchObject({ kind: "token", name: "commander" });
});

test("output on a terminal cannot do what a terminal obeys; --raw is the exact bytes with the sealed hash", async () => {
  const number = await declared();
  const ran = await backout(["run", `INC-${number}`, "level-1", "--yes"]);
  expect(ran.out).toContain("look␛]0;owned␇ing\n");
  expect(ran.out).not.toContain("\u001b");
  const raw = await backout(["watch", `INC-${number}`, "--raw"]);
  expect(raw.code).toBe(EXIT.ok);
  expect(raw.bytes.subarray(0, 20).toString()).toContain("\u001b]0;owned\u0007");
  const run = await live.db.prisma.run.findFirstOrThrow({
    where: { incidentNumber: number },
    include: { steps: { orderBy: { position: "asc" } } },
  });
  const first = raw.bytes.subarray(0, Number(run.steps[0]?.outputBytes));
  expect(createHash("sha256").update(first).digest("hex")).toBe(run.steps[0]?.outputSha256);
});

test("Ctrl-C ends the watching and says that the run goes on; stop ends the run", async () => {
  const number = await declared();
  writeFileSync(slow, "");
  const watching = start(["run", `INC-${number}`, "level-1", "--yes"]);
  await expect.poll(watching.said, { timeout: 30_000 }).toContain("sleeping");
  watching.child.kill("SIGINT");
  const said = await watching.ended;
  expect(said.code).toBe(EXIT.interrupted);
  expect(said.err).toContain("the run goes on");
  const { id, status } = await live.db.prisma.run.findFirstOrThrow({ where: { incidentNumber: number } });
  expect(status).toBe("running");
  rmSync(slow);
  const stopped = await backout(["stop", id]);
  expect(stopped.out).toContain("no process of it is left");
  expect(stopped.code).toBe(EXIT.ok);
  expect((await backout(["watch", id])).code).toBe(EXIT.failed);
});

test("a run that only finished is not told as proven, and one that failed fails", async () => {
  writeFileSync(unsure, "");
  const unproven = await backout(["run", `INC-${await declared()}`, "level-1", "--yes", "--json"]);
  const end = JSON.parse(unproven.out.trim().split("\n").at(-1) ?? "");
  expect(end).toMatchObject({ event: "end", status: "unproven", exitCode: EXIT.unproven });
  expect(unproven.code).toBe(EXIT.unproven);
  rmSync(unsure);
  writeFileSync(block, "");
  expect((await backout(["run", `INC-${await declared()}`, "level-1", "--yes"])).code).toBe(EXIT.failed);
  rmSync(block);
});

test("a second person approves from the command line, the same person cannot", async () => {
  const number = await declared();
  const started = await backout(["run", `INC-${number}`, "level-3", "--yes", "--detach", "--json"]);
  const { run, status } = JSON.parse(started.out);
  expect(status).toBe("awaiting-approval");
  const own = await backout(["approve", run]);
  expect([EXIT.refused, EXIT.notPermitted]).toContain(own.code);
  const other = { BACKOUT_TOKEN: await live.token("commander-2", "commander") };
  const approved = await backout(["approve", run], other);
  expect(approved.out).toContain(`backout start ${run}`);
  expect((await backout(["start", run])).code).toBe(EXIT.ok);
  expect((await backout(["stop", run])).code).toBe(EXIT.ok);
});

test("what was not understood, not allowed, refused or not reached has its own exit code and starts nothing", async () => {
  const number = await declared();
  expect((await backout(["rollback"])).code).toBe(EXIT.usage);
  expect((await backout(["run", `INC-${number}`])).code).toBe(EXIT.usage);
  const unasked = await backout(["run", `INC-${number}`, "level-1"]);
  expect(unasked.err).toContain("nothing was started");
  expect(unasked.code).toBe(EXIT.usage);
  expect(
    (await backout(["declare", "Nothing", "--target", "nowhere", "--severity", "minor", "--reason", "because"])).code,
  ).toBe(EXIT.refused);
  const viewer = await backout(["run", `INC-${number}`, "level-1", "--yes"], as("viewer"));
  expect(viewer.err).toContain("Your role is viewer");
  expect(viewer.code).toBe(EXIT.notPermitted);
  const down = await backout(["readiness"], { BACKOUT_URL: "http://127.0.0.1:9" });
  expect(down.err).toContain("card --offline");
  expect(down.code).toBe(EXIT.unavailable);
  expect(await live.db.prisma.run.count({ where: { incidentNumber: number } })).toBe(0);
});

test("readiness says why a button would not work, and its exit code what a script wants to know", async () => {
  const at = new Date();
  const results = ["reach", "host-key", "runner", "clock", "list.word.level-2"].map((check) => ({
    check,
    verdict: "pass",
    detail: "",
  }));
  const look = await live.db.prisma.readinessLook.create({
    data: { targetId: live.target.id, actor: {}, createdAt: at, endedAt: at, results },
  });
  const found = async (login: "pass" | "fail") => {
    const detail = "host-1 refused\u001b[2J the login. Safe next: check the user.";
    const data = { results: [...results, { check: "login", verdict: login, detail }] };
    await live.db.prisma.readinessLook.update({ where: { id: look.id }, data });
    return backout(["readiness", "host-1"]);
  };
  const bad = await found("fail");
  expect(bad.out).toMatch(/host-1 +level-2 +not-ready +Login: host-1 refused␛\[2J the login$/m);
  expect(bad.code).toBe(EXIT.failed);
  // Level 1 and 3 of this playbook have no check of their own: never ready.
  const half = await found("pass");
  expect(half.out).toMatch(/level-2 +ready$/m);
  expect(half.out).toMatch(/level-1 +unknown +No check: /);
  expect(half.code).toBe(EXIT.unproven);
  expect((await backout(["readiness", "nowhere"])).code).toBe(EXIT.usage);
  await live.db.prisma.readinessLook.delete({ where: { id: look.id } });
});

test("login keeps the token in a file of this user alone, takes it from no argument, and sends it to no other address", async () => {
  const nothing = { BACKOUT_URL: "", BACKOUT_TOKEN: "" };
  expect((await backout(["readiness"], nothing)).code).toBe(EXIT.usage);
  expect((await backout(["login", live.url, "--token", "x"], nothing)).code).toBe(EXIT.usage);
  const wrong = await backout(["login", live.url], nothing, "bko_wrong\n");
  expect(wrong.code).toBe(EXIT.notPermitted);
  const file = path.join(home, ".config", "backout", "login.json");
  expect(existsSync(file)).toBe(false);
  const said = await backout(["login", live.url], nothing, `${live.tokens.viewer}\n`);
  expect(said.out).toContain("as viewer (viewer)");
  expect(said.out + said.err).not.toContain(live.tokens.viewer);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain(live.tokens.viewer);
  expect((await backout(["readiness"], nothing)).code).toBe(EXIT.unproven);
  expect((await backout(["readiness"], { ...nothing, BACKOUT_URL: "http://127.0.0.1:9" })).code).toBe(EXIT.usage);
});
