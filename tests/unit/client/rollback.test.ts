import { describe, expect, it } from "vitest";
import { rollbackDue } from "#lib/client/clocks.ts";
import { effectiveChoices, heldBecause, mergeCandidates } from "#lib/client/rollback.ts";
import { groupSteps, remainingMs } from "#lib/client/run-steps.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import type { PlanView, RunSummary, RunView, StepRunView } from "#lib/contract/run.ts";

const run = (over: Partial<RunView>) =>
  ({
    id: "r",
    procedure: "level-1",
    title: "Feature toggle",
    status: "running",
    targets: ["a"],
    by: "lead",
    steps: [],
    ...over,
  }) as RunView;
const step = (over: Partial<StepRunView>) =>
  ({
    id: "s",
    stepRunId: "s1",
    target: "a",
    status: "running",
    attempt: 1,
    usualMs: 1_000,
    watchMs: null,
    startedAt: null,
    ...over,
  }) as StepRunView;
const procedure = (over: Partial<ProcedureView>) => ({ id: "level-2", approval: "none", ...over }) as ProcedureView;

describe("what holds a target", () => {
  it("is a run that changes something, whoever presses", () => {
    expect(heldBecause(run({}), run({}), procedure({}))).toMatch(/Feature toggle.*runs on a, started by lead/);
  });
  it("is not a run that only watches its stability, for another procedure", () => {
    const watching = run({ steps: [step({ kind: "watch" })] });
    expect(heldBecause(watching, watching, procedure({}))).toBeNull();
    expect(heldBecause(watching, watching, procedure({ id: "level-1" }))).not.toBeNull();
  });
  it("is not a run that failed, but one whose outcome is unknown", () => {
    expect(heldBecause(run({ status: "failed" }), undefined, procedure({}))).toBeNull();
    expect(heldBecause(run({ status: "interrupted" }), undefined, procedure({}))).toMatch(/interrupted/);
  });
  it("does not keep anyone from asking for an approval", () => {
    expect(heldBecause(run({}), run({}), procedure({ approval: "one-other" }))).toBeNull();
  });
});

describe("choices over several targets", () => {
  const c = (value: string, state: "proven" | "offered" | "refused", why = "") => ({ value, label: value, why, state });
  it("offers a value only when no target refuses it and every target has it", () => {
    const merged = mergeCandidates({
      a: [c("v1", "proven"), c("v2", "proven"), c("v3", "offered")],
      b: [c("v1", "proven"), c("v2", "refused", "moved")],
    });
    expect(merged.map((m) => [m.value, m.state])).toEqual([
      ["v1", "proven"],
      ["v2", "refused"],
      ["v3", "refused"],
    ]);
    expect(merged[1]?.why).toBe("moved");
    expect(merged[2]?.why).toMatch(/^only on a/);
  });
  it("uses the person's choice over the default", () => {
    const plan = { defaults: { TAG: "v1", DIR: "x" } } as unknown as PlanView;
    expect(effectiveChoices(plan, { TAG: "v2" })).toEqual({ TAG: "v2", DIR: "x" });
  });
});

describe("steps", () => {
  it("show the latest attempt, and the target that needs attention", () => {
    const [group] = groupSteps([
      step({ stepRunId: "1", status: "failed", attempt: 1 }),
      step({ stepRunId: "2", status: "proven", attempt: 2 }),
      step({ stepRunId: "3", status: "failed", target: "b" }),
    ]);
    expect(group?.runs.map((r) => r.stepRunId)).toEqual(["2", "3"]);
    expect(group).toMatchObject({ status: "failed", isMixed: true });
  });
  it("give no estimate when a usual time is not known", () => {
    expect(remainingMs(run({ steps: [step({ status: "pending", usualMs: null })] }), 0)).toBeNull();
  });
  it("never let the estimate grow by waiting", () => {
    const late = run({ steps: [step({ startedAt: "2026-01-01T00:00:00.000Z" })] });
    expect(remainingMs(late, Date.parse("2026-01-01T00:01:00.000Z"))).toBe(0);
  });
});

describe("the rollback deadline", () => {
  const declaredAt = "2026-01-01T00:00:00.000Z";
  const began = (startedAt: string, mode: RunSummary["mode"] = "live") => [{ mode, startedAt } as RunSummary];
  it("is pending until something really started; a dry run is not a start", () => {
    const deadlineAt = "2026-01-01T00:30:00.000Z";
    expect(rollbackDue({ deadlineAt, declaredAt, runs: began(declaredAt, "dry-run"), injections: [] })).toMatchObject({
      kind: "pending",
    });
  });
  it("is pending while nothing but a drill's failure was started", () => {
    const deadlineAt = "2026-01-01T00:30:00.000Z";
    const runs = [{ id: "break", mode: "drill", startedAt: declaredAt } as RunSummary];
    expect(rollbackDue({ deadlineAt, declaredAt, runs, injections: ["break"] })).toMatchObject({ kind: "pending" });
  });
  it("says how late the start was", () => {
    const due = { deadlineAt: "2026-01-01T00:30:00.000Z", declaredAt, injections: [] };
    expect(rollbackDue({ ...due, runs: began("2026-01-01T00:31:00.000Z") })).toMatchObject({
      kind: "started",
      lateMs: 60_000,
    });
    expect(rollbackDue({ ...due, runs: began("2026-01-01T00:10:00.000Z") })).toMatchObject({ lateMs: 0 });
  });
  it("knows that none is owed", () => {
    expect(rollbackDue({ deadlineAt: null, declaredAt, runs: [], injections: [] })).toEqual({ kind: "none" });
  });
});
