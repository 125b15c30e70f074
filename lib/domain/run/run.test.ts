import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, Refusal, type RunCommand, type StepOutcome } from "./decide.ts";
import type { PlannedStep, RunEvent } from "./events.ts";
import { evolve, foldRun, type RunState } from "./evolve.ts";
import { chain, isInWatch, targetProgress, targetsOf } from "./progress.ts";
import { HOLDS_TARGET, holdsTarget, isActive, RUN_TRANSITIONS, type RunPurpose, type RunStatus } from "./status.ts";
import { wantsVerification } from "./verification.ts";

const step = (stepId: string, position: number, over: Partial<PlannedStep> = {}): PlannedStep => ({
  stepRunId: `${over.targetId ?? "t1"}-${stepId}`,
  stepId,
  targetId: "t1",
  position,
  attempt: 1,
  kind: "run",
  title: stepId,
  gate: false,
  safeToRepeat: false,
  changes: "nothing",
  ...over,
});
const STEPS = [
  step("backup", 0, { gate: true }),
  step("switch", 1, { changes: "code" }),
  step("prove", 2, { kind: "prove" }),
  step("watch", 3, { kind: "watch" }),
];
const created = (
  steps = STEPS,
  approval: "none" | "one-other" = "none",
  purpose: RunPurpose = "rollback",
): RunEvent => ({
  kind: "run.created",
  procedure: "level-2",
  option: "default",
  title: "Code rollback",
  mode: "live",
  purpose,
  approval,
  steps,
});
const begin = (steps = STEPS, approval: "none" | "one-other" = "none") => foldRun("r1", [created(steps, approval)]);
const apply = (run: RunState, ...commands: RunCommand[]) =>
  commands.reduce((r, c) => decide(r, c).reduce(evolve, r), run);
const exit = (code: number): StepOutcome => ({ kind: "exited", code, bytes: 3, sha256: "x", captures: {} });
const does = (stepRunId: string, outcome: StepOutcome): RunCommand[] => [
  { kind: "begin", stepRunId },
  { kind: "end", stepRunId, outcome },
];
const claim: RunCommand = { kind: "claim", engine: "e1" };

describe("a run", () => {
  test("succeeds only after its last proof and watch", () => {
    let run = apply(begin(), claim, ...does("t1-backup", exit(0)), ...does("t1-switch", exit(0)));
    expect(run.status).toBe("running");
    run = apply(run, ...does("t1-prove", exit(0)));
    expect(run.status).toBe("running");
    run = apply(run, ...does("t1-watch", exit(0)));
    expect(run.status).toBe("succeeded");
    expect(chain(run, "t1").map((s) => s.status)).toEqual(["finished", "finished", "proven", "proven"]);
  });

  test("whose commands all exit 0 but which proves nothing is unproven", () => {
    const run = apply(begin([step("only", 0)]), claim, ...does("t1-only", exit(0)));
    expect(run.status).toBe("unproven");
  });

  test("with too little to judge is unproven, says why, and can be proven again", () => {
    let run = apply(begin(STEPS.slice(0, 3)), claim, ...does("t1-backup", exit(0)), ...does("t1-switch", exit(0)));
    run = apply(
      run,
      ...does("t1-prove", {
        kind: "exited",
        code: 3,
        bytes: 1,
        sha256: "x",
        captures: { PROBE_ERRORS: "undecided\t4 requests, 20 needed" },
      }),
    );
    expect(run.status).toBe("unproven");
    expect(run.reason).toContain("4 requests, 20 needed");
    run = apply(
      run,
      { kind: "prove", stepRunId: "t1-prove", note: "", newStepRunId: "again" },
      ...does("again", exit(0)),
    );
    expect(run.status).toBe("succeeded");
  });

  test("fails at the failed step and does not reach the next one", () => {
    const run = apply(begin(), claim, ...does("t1-backup", exit(2)));
    expect(run.status).toBe("failed");
    expect(targetProgress(run, "t1")).toMatchObject({ kind: "failed", step: { stepId: "backup" } });
    expect(() => apply(run, { kind: "begin", stepRunId: "t1-switch" })).not.toThrow();
  });

  test("does not let a gate be skipped, and lets another failed step be", () => {
    const atGate = apply(begin(), claim, ...does("t1-backup", exit(1)));
    expect(() => apply(atGate, { kind: "skip", stepRunId: "t1-backup", reason: "hurry" })).toThrow(Refusal);
    const after = apply(begin(), claim, ...does("t1-backup", exit(0)), ...does("t1-switch", exit(1)), {
      kind: "skip",
      stepRunId: "t1-switch",
      reason: "done by hand",
    });
    expect(after.status).toBe("running");
    expect(targetProgress(after, "t1")).toMatchObject({ kind: "next", step: { stepId: "prove" } });
  });

  test("with a skipped proof never succeeds", () => {
    const run = apply(
      begin(STEPS.slice(0, 3)),
      claim,
      ...does("t1-backup", exit(0)),
      ...does("t1-switch", exit(0)),
      ...does("t1-prove", exit(1)),
      { kind: "skip", stepRunId: "t1-prove", reason: "seen by eye" },
    );
    expect(run.status).toBe("unproven");
  });

  test("whose step is lost is interrupted; an unsafe step is not repeated but can be taken as done", () => {
    const lost = apply(
      begin(),
      claim,
      ...does("t1-backup", exit(0)),
      ...does("t1-switch", { kind: "lost", reason: "rebooted", bytes: 0 }),
    );
    expect(lost.status).toBe("interrupted");
    expect(HOLDS_TARGET[lost.status]).toBe(true);
    expect(() => apply(lost, { kind: "retry", stepRunId: "t1-switch", newStepRunId: "n" })).toThrow(
      /doing it twice is not safe/,
    );
    expect(apply(lost, { kind: "prove", stepRunId: "t1-switch", note: "looked", newStepRunId: "n" }).status).toBe(
      "running",
    );
  });

  test("that rests cannot be stopped: nothing of it is going on", () => {
    const failed = apply(
      begin(),
      claim,
      { kind: "begin", stepRunId: "t1-backup" },
      { kind: "end", stepRunId: "t1-backup", outcome: exit(1) },
    );
    expect(failed.status).toBe("failed");
    expect(() => decide(failed, { kind: "cancel" })).toThrow(/nothing to stop/);
  });

  test("that is stopped in the middle of a step is cancelled only when the step is gone", () => {
    let run = apply(begin(), claim, { kind: "begin", stepRunId: "t1-backup" }, { kind: "cancel" });
    expect(run.status).toBe("running");
    expect(decide(run, { kind: "cancel" })).toEqual([]);
    run = apply(run, {
      kind: "end",
      stepRunId: "t1-backup",
      outcome: { kind: "cancelled", started: true, bytes: 0, sha256: "x", left: [] },
    });
    expect(run.status).toBe("cancelled");
    expect(decide(run, { kind: "begin", stepRunId: "t1-switch" })).toEqual([]);
  });

  test("that was asked to stop begins no further step, even if the running one ended well", () => {
    const run = apply(
      begin(),
      claim,
      { kind: "begin", stepRunId: "t1-backup" },
      { kind: "cancel" },
      { kind: "end", stepRunId: "t1-backup", outcome: exit(0) },
    );
    expect(run.status).toBe("cancelled");
  });

  test("in its watch yields to a next level; in any other step it does not", () => {
    const early = apply(begin(), claim, { kind: "begin", stepRunId: "t1-backup" });
    expect(() => apply(early, { kind: "supersede", by: "level-3", procedure: "Full restore" })).toThrow(Refusal);
    const watching = apply(
      begin(),
      claim,
      ...does("t1-backup", exit(0)),
      ...does("t1-switch", exit(0)),
      ...does("t1-prove", exit(0)),
      { kind: "begin", stepRunId: "t1-watch" },
    );
    expect(isInWatch(watching)).toBe(true);
    expect(apply(watching, { kind: "supersede", by: "level-3", procedure: "Full restore" }).status).toBe("cancelled");
  });

  test("with a failed target goes on with the other one and fails at the end", () => {
    const both = [
      ...STEPS.slice(0, 3),
      ...STEPS.slice(0, 3).map((s) => ({ ...s, targetId: "t2", stepRunId: `t2-${s.stepId}` })),
    ];
    let run = apply(begin(both), claim, ...does("t1-backup", exit(1)));
    expect(run.status).toBe("running");
    run = apply(run, ...does("t2-backup", exit(0)), ...does("t2-switch", exit(0)), ...does("t2-prove", exit(0)));
    expect(run.status).toBe("failed");
  });

  test("that needs a second person is armed by another one only, and starts on a press", () => {
    const asked = begin(STEPS, "one-other");
    expect(asked.status).toBe("awaiting-approval");
    expect(() => apply(asked, { kind: "approve", person: "p1", name: "p1", requester: "p1", subject: {} })).toThrow(
      /cannot approve/,
    );
    const armed = apply(asked, { kind: "approve", person: "p2", name: "p2", requester: "p1", subject: {} });
    expect(armed.status).toBe("armed");
    expect(apply(armed, { kind: "queue" }).status).toBe("queued");
    expect(apply(armed, { kind: "lapse" }).status).toBe("cancelled");
  });

  test("takes commands for the latest attempt of a step only", () => {
    const run = apply(begin(), claim, ...does("t1-backup", exit(1)), {
      kind: "retry",
      stepRunId: "t1-backup",
      newStepRunId: "second",
    });
    expect(() => apply(run, { kind: "retry", stepRunId: "t1-backup", newStepRunId: "third" })).toThrow(
      /latest attempt/,
    );
  });
});

describe("a verification", () => {
  const STEPS_OF_IT = [
    step("begin", 0),
    step("p1", 1, { kind: "prove" }),
    step("p2", 2, { kind: "prove" }),
    step("w", 3, { kind: "watch" }),
  ];
  const verification = () => foldRun("v1", [created(STEPS_OF_IT, "none", "verification")]);
  const begun = () => apply(verification(), claim, ...does("t1-begin", exit(0)));

  test("goes on with its other proofs after one failed, does not begin its window, and has then failed", () => {
    const after = apply(begun(), ...does("t1-p1", exit(1)));
    expect(after.status).toBe("running");
    expect(targetProgress(after, "t1")).toMatchObject({ kind: "next", step: { stepId: "p2" } });
    const ended = apply(after, ...does("t1-p2", exit(0)));
    expect(ended).toMatchObject({ status: "failed", reason: expect.stringContaining("p1") });
    expect(decide(ended, { kind: "begin", stepRunId: "t1-w" })).toEqual([]);
    // Proven again, the window is still to come.
    const again = apply(
      ended,
      { kind: "retry", stepRunId: "t1-p1", newStepRunId: "again" },
      ...does("again", exit(0)),
      ...does("t1-w", exit(0)),
    );
    expect(again.status).toBe("succeeded");
  });

  test("holds no target, and is ended by another run in whatever step it is", () => {
    const run = apply(begun(), { kind: "begin", stepRunId: "t1-p1" });
    expect(holdsTarget(run)).toBe(false);
    expect(holdsTarget(apply(begin(), claim))).toBe(true);
    const ended = apply(run, { kind: "supersede", by: "level-2", procedure: "Code rollback" });
    expect(ended).toMatchObject({ status: "cancelled", reason: expect.stringContaining("another run") });
    expect(apply(verification(), { kind: "supersede", by: "level-2", procedure: "Code rollback" }).status).toBe(
      "cancelled",
    );
  });

  test("follows a rollback that succeeded or is not proven, once, and nothing else", () => {
    const wants = (before: RunStatus, status: RunStatus, over: Partial<RunState> = {}) =>
      wantsVerification(before, { ...begin(), status, ...over });
    expect(wants("running", "succeeded")).toBe(true);
    expect(wants("running", "unproven")).toBe(true);
    for (const status of ["failed", "cancelled", "interrupted"] as const) expect(wants("running", status)).toBe(false);
    expect(wants("succeeded", "succeeded")).toBe(false);
    expect(wants("running", "succeeded", { purpose: "verification" })).toBe(false);
    expect(wants("running", "succeeded", { mode: "dry-run" })).toBe(false);
  });
});

describe("any legal history", () => {
  const outcome: fc.Arbitrary<StepOutcome> = fc.oneof(
    fc.constantFrom(0, 1, 3).map(exit),
    fc.constant<StepOutcome>({ kind: "timedOut", afterMs: 1000, bytes: 0, sha256: "x", left: null }),
    fc.constant<StepOutcome>({ kind: "cancelled", started: true, bytes: 0, sha256: "x", left: [] }),
    fc.constant<StepOutcome>({ kind: "lost", reason: "gone", bytes: 0 }),
    fc.constant<StepOutcome>({ kind: "notStarted", reason: "unreachable" }),
  );
  const command = (ids: readonly string[]) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(claim) },
      { weight: 8, arbitrary: fc.constantFrom(...ids).map((stepRunId): RunCommand => ({ kind: "begin", stepRunId })) },
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.constantFrom(...ids), outcome)
          .map(([stepRunId, o]): RunCommand => ({ kind: "end", stepRunId, outcome: o })),
      },
      { weight: 1, arbitrary: fc.constant<RunCommand>({ kind: "cancel" }) },
      { weight: 1, arbitrary: fc.constant<RunCommand>({ kind: "supersede", by: "x", procedure: "X" }) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom(...ids), fc.uuid())
          .map(([stepRunId, newStepRunId]): RunCommand => ({ kind: "retry", stepRunId, newStepRunId })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(...ids)
          .map((stepRunId): RunCommand => ({ kind: "skip", stepRunId, reason: "because" })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...ids), fc.uuid())
          .map(([stepRunId, newStepRunId]): RunCommand => ({ kind: "prove", stepRunId, note: "", newStepRunId })),
      },
    );
  const both = [...STEPS, ...STEPS.map((s) => ({ ...s, targetId: "t2", stepRunId: `t2-${s.stepId}` }))];

  test.each(["rollback", "verification"] as const)(
    "of a %s moves only along the table, never green without its proofs, and folds to the same state",
    (purpose) => {
      fc.assert(
        fc.property(fc.array(command(both.map((s) => s.stepRunId)), { maxLength: 60 }), (commands) => {
          const events: RunEvent[] = [created(both, "none", purpose)];
          let run = foldRun("r1", events);
          for (const c of commands) {
            let happened: RunEvent[];
            try {
              happened = decide(run, c);
            } catch (error) {
              if (error instanceof Refusal) continue;
              throw error;
            }
            const before = run.status;
            run = happened.reduce(evolve, run);
            events.push(...happened);
            if (run.status !== before) expect(RUN_TRANSITIONS[before]).toContain(run.status);
            if (run.status === "succeeded") {
              for (const t of targetsOf(run))
                for (const s of chain(run, t)) expect(["proven", "finished", "skipped"]).toContain(s.status);
              for (const t of targetsOf(run))
                for (const s of chain(run, t).filter((x) => x.kind !== "run")) expect(s.status).toBe("proven");
            }
            if (run.status === "succeeded" || run.status === "cancelled")
              expect(run.steps.some((s) => s.status === "running") && !run.supersededBy).toBe(false);
            expect(isActive(run.status) || run.steps.every((s) => s.status !== "running")).toBe(true);
            for (const t of targetsOf(run))
              expect(chain(run, t).filter((s) => s.status === "running").length).toBeLessThanOrEqual(1);
          }
          expect(foldRun("r1", events)).toEqual(run);
        }),
        { numRuns: 300 },
      );
    },
  );
});
