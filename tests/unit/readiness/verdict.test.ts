import { describe, expect, test } from "vitest";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { type CheckResult, type CheckVerdict, declaredChecks } from "#lib/domain/readiness/checks.ts";
import { fixesOf } from "#lib/domain/readiness/fixes.ts";
import { proofOf } from "#lib/domain/readiness/history.ts";
import { sayingOf } from "#lib/domain/readiness/saying.ts";
import { judgeReadiness, type ReadinessState } from "#lib/domain/readiness/verdict.ts";
import { crossCheck } from "#lib/playbook/cross-check.ts";
import { readyPlaybook } from "#lib/testing/playbooks.ts";
import { shipped } from "../playbook/shipped.ts";

const playbook = readyPlaybook();
const checks = declaredChecks(playbook);
const NOW = new Date("2026-11-30T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

/** A look in which everything is good but what is said here; null: that check has no result. */
const results = (but: Record<string, CheckVerdict | null> = {}): CheckResult[] =>
  checks.flatMap(({ id }) => {
    const verdict = but[id] === undefined ? "pass" : but[id];
    return verdict === null ? [] : [{ check: id, verdict, detail: `${id} is ${verdict}` }];
  });

function judge(procedure: string, over: Partial<Parameters<typeof judgeReadiness>[0]> = {}) {
  const found = playbook.procedures.find((p) => p.procedure === procedure);
  if (!found) throw new Error(procedure);
  const look = { at: minutesAgo(1), results: results() };
  return judgeReadiness({ procedure: found, playbook, checks, look, heldBy: null, parameters: {}, now: NOW, ...over });
}
const judgeWith = (procedure: string, but: Record<string, CheckVerdict | null>) =>
  judge(procedure, { look: { at: minutesAgo(1), results: results(but) } });

describe("one button on one target", () => {
  test("everything asked and good is ready, and only that", () => {
    expect(judge("level-1")).toEqual({ state: "ready", reasons: [] });
    expect(judge("level-2")).toEqual({ state: "ready", reasons: [] });
  });

  // tool: prevents level 1 and degrades level 2. list.word.level-2: the list of level 2.
  type Case = { but: Record<string, CheckVerdict | null>; one: ReadinessState; two: ReadinessState };
  test.each<Case>([
    { but: { tool: "fail" }, one: "not-ready", two: "degraded" },
    { but: { tool: "unknown" }, one: "unknown", two: "unknown" },
    { but: { tool: null }, one: "unknown", two: "unknown" },
    { but: { "list.word.level-2": "fail" }, one: "ready", two: "not-ready" },
    { but: { "list.word.level-2": "weak" }, one: "ready", two: "degraded" },
    { but: { clock: "fail" }, one: "degraded", two: "degraded" },
    { but: { clock: "fail", tool: "unknown" }, one: "unknown", two: "unknown" },
    { but: { tool: "fail", clock: "unknown" }, one: "not-ready", two: "unknown" },
    { but: { login: "fail", tool: "unknown", clock: "unknown" }, one: "not-ready", two: "not-ready" },
  ])("$but: level 1 $one, level 2 $two", ({ but, one, two }) => {
    expect([judgeWith("level-1", but).state, judgeWith("level-2", but).state]).toEqual([one, two]);
  });

  test("when the host cannot be used, what was not asked because of it is not a reason of its own", () => {
    const { reasons } = judgeWith("level-1", {
      reach: "fail",
      "host-key": "unknown",
      login: "unknown",
      tool: "unknown",
    });
    expect(reasons.map((r) => [r.check, r.effect])).toEqual([["reach", "prevents"]]);
  });

  test("never checked and checked too long ago are unknown, however good it was", () => {
    expect(judge("level-1", { look: null }).state).toBe("unknown");
    const at30 = judge("level-1", { look: { at: minutesAgo(30), results: results() } });
    expect(at30.state).toBe("ready");
    const at31 = judge("level-1", { look: { at: minutesAgo(31), results: results() } });
    expect(at31).toMatchObject({ state: "unknown", reasons: [{ says: "last checked 31 min ago" }] });
  });

  test("a procedure that nothing is declared for is unknown, a good connection is not enough", () => {
    expect(judge("level-3").state).toBe("unknown");
  });

  test("a target in use is in use, whatever the last look said", () => {
    expect(judge("level-1", { heldBy: "Small toggle" })).toMatchObject({ state: "in-use" });
  });

  test("what a target does not set up is not asked for", () => {
    const requiring = Playbook.parse({
      ...playbook,
      readiness: { ...playbook.readiness, requires: { "level-1": ["PLACE"] } },
      parameters: { ...playbook.parameters, PLACE: { type: "abs-path", title: "Place", required: false } },
    });
    expect(judge("level-1", { playbook: requiring }).state).toBe("not-set-up");
    expect(judge("level-1", { playbook: requiring, parameters: { PLACE: "/srv" } }).state).toBe("ready");
  });
});

test("a playbook whose checks name what does not exist is not loaded", () => {
  const check = { id: "tool", title: "Tool", script: "scripts/ready-tool.sh", prevents: ["level-1"], because: "x" };
  const said = (readiness: object) =>
    crossCheck(Playbook.parse({ ...playbook, readiness: { checks: [check], ...readiness } }))
      .filter((f) => f.path[0] === "readiness")
      .map((f) => f.message);
  expect(said({})).toEqual([]);
  expect(said({ checks: [check, check] })).toEqual(['"tool" is declared twice']);
  expect(said({ checks: [{ ...check, script: "scripts/none.sh" }] })).toEqual(["there is no file scripts/none.sh"]);
  expect(said({ checks: [{ ...check, prevents: ["level-9"] }] })).toEqual(['there is no procedure "level-9"']);
  const probe = { ...check, script: undefined, probe: "none" };
  expect(said({ checks: [probe] })).toEqual(['there is no probe "none" that runs on the target']);
  expect(said({ requires: { "level-1": ["NOWHERE"] } })).toEqual(["there is no parameter NOWHERE"]);
  expect(() => said({ checks: [{ ...check, probe: "well" }] })).toThrow("say either script or probe");
});

test("a finding is what is true, and what is safe next", () => {
  expect(sayingOf("npm is not found on t1. Nothing was changed. Safe next: add its directory, then retry.")).toEqual({
    says: "npm is not found on t1",
    next: "add its directory, then retry",
  });
  expect(sayingOf("no file")).toEqual({ says: "no file", next: null });
});

test("what to fix comes once with all the buttons that wait for it, what prevents first; stale and used targets have nothing to fix", () => {
  const because = new Map(checks.map((c) => [c.id, c.because]));
  const cellsOf = (but: Record<string, CheckVerdict | null>) =>
    ["level-1", "level-2"].map((name) => ({ name, ...judgeWith(name, but) }));
  const stale = judge("level-1", { look: { at: minutesAgo(99), results: results({ tool: "fail" }) } });
  const fixes = fixesOf([
    { target: "a", because, cells: cellsOf({ clock: "fail" }) },
    { target: "b", because, cells: cellsOf({ "list.word.level-2": "fail" }) },
    { target: "c", because, cells: cellsOf({ login: "fail" }) },
    { target: "d", because, cells: [{ name: "level-1", ...stale }] },
    { target: "e", because, cells: [{ name: "level-1", ...judge("level-1", { heldBy: "x" }) }] },
  ]);
  expect(fixes.map((f) => [f.target, f.check, f.effect, f.stops])).toEqual([
    ["c", "login", "prevents", ["level-1", "level-2"]],
    ["b", "list.word.level-2", "prevents", ["level-2"]],
    ["a", "clock", "degrades", ["level-1", "level-2"]],
  ]);
});

test("the usual time is the median of the last five proven runs; the last proof is the newest of them", () => {
  const run = (n: number, seconds: number) => {
    const endedAt = minutesAgo(n);
    return { runId: `r${n}`, incident: n, startedAt: new Date(endedAt.getTime() - seconds * 1000), endedAt };
  };
  expect(proofOf([])).toEqual({ lastProof: null, usualMs: null });
  expect(proofOf([run(1, 10), run(2, 30)])).toMatchObject({ lastProof: { runId: "r1" }, usualMs: 20_000 });
  const six = [run(1, 50), run(2, 10), run(3, 20), run(4, 40), run(5, 30), run(6, 9_000)];
  expect(proofOf(six).usualMs).toBe(30_000);
});

test("every button of the agent platform has checks of its own, and its lists are looked at without being named", () => {
  const platform = shipped("agent-platform");
  const declared = declaredChecks(platform);
  for (const { procedure, scope } of platform.procedures) {
    const own = declared.filter((c) => c.ask.kind !== "host" && c.prevents.includes(procedure));
    expect([procedure, own.length > 0]).toEqual([procedure, !("drill" in scope)]);
  }
  const lists = declared.filter((c) => c.ask.kind === "list").map((c) => c.prevents);
  expect(lists).toEqual([["data-postgres"], ["data-sqlite"], ["level-2"], ["level-3"], ["level-3"]]);
});
