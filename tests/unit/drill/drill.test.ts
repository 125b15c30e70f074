import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, proofOf } from "#lib/domain/drill/checklist.ts";
import type { DrillFacts, RunFact } from "#lib/domain/drill/facts.ts";
import { drillStatus, drillVerbs } from "#lib/domain/drill/status.ts";
import { stopwatch } from "#lib/domain/drill/stopwatch.ts";
import { DRILL_PHASES } from "#lib/domain/playbook/drills.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";

/** Minutes after ten o'clock. */
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 30, 10, 0) + minutes * 60_000);
const MINUTE = 60_000;

function run(over: Partial<RunFact> & { from?: number; to?: number; changed?: number } = {}): RunFact {
  const { from = 0, to, changed, ...rest } = over;
  return {
    id: "r",
    procedure: "level-2",
    title: "Code rollback",
    status: "succeeded",
    isInjection: false,
    isVerification: false,
    undoesRunId: null,
    targetTimeMs: 15 * MINUTE,
    createdAt: at(from),
    startedAt: at(from),
    changedAt: changed === undefined ? null : at(changed),
    endedAt: to === undefined ? null : at(to),
    ...rest,
  };
}
const injection = (over: Parameters<typeof run>[0] = {}) =>
  run({ id: "inject", procedure: "drill-x", title: "Injection", isInjection: true, from: 5, to: 7, ...over });

const facts = (over: Partial<DrillFacts> = {}): DrillFacts => ({
  procedure: "level-2",
  scenario: { title: "A release that fails", playbookHash: "abcdef0123456789" },
  scheduledAt: at(0),
  durationMs: 120 * MINUTE,
  startedAt: null,
  detectedAt: null,
  assessedAt: null,
  declaredAt: null,
  reviewingAt: null,
  endedAt: null,
  cancelledAt: null,
  participants: [],
  lessons: [],
  improvements: [],
  runs: [],
  ...over,
});
const started = (over: Partial<DrillFacts> = {}) => facts({ startedAt: at(1), ...over });

describe("how far a drill is follows from its record", () => {
  const level2 = (status: RunStatus) => run({ from: 20, status, ...(status === "succeeded" ? { to: 27 } : {}) });
  test.each([
    ["planned", "before its date", facts(), -60],
    ["planned", "in the time that was kept free for it", facts(), 119],
    ["overdue", "once that time has passed without a start", facts(), 121],
    ["preparing", "started, nothing broken", started(), 500],
    ["running", "the failure is being injected", started({ runs: [injection({ status: "running" })] }), 6],
    ["running", "a rollback runs", started({ runs: [injection(), level2("running")] }), 22],
    ["running", "the rollback failed", started({ runs: [injection(), level2("failed")] }), 30],
    ["verifying", "the rollback could not be judged", started({ runs: [injection(), level2("unproven")] }), 30],
    ["verifying", "the rollback is proven", started({ runs: [injection(), level2("succeeded")] }), 30],
    [
      "running",
      "it was proven before the failure was there",
      started({ runs: [run({ from: 2, to: 4 }), injection()] }),
      30,
    ],
    [
      "running",
      "what was undone is no rollback",
      started({ runs: [injection(), run({ from: 8, to: 9, undoesRunId: "inject" })] }),
      30,
    ],
    [
      "running",
      "what only looks is no rollback",
      started({ runs: [injection(), run({ from: 8, to: 9, isVerification: true })] }),
      30,
    ],
    ["reviewing", "people write down what they learned", started({ reviewingAt: at(40), runs: [injection()] }), 50],
    ["done", "it ended", started({ reviewingAt: at(40), endedAt: at(60) }), 500],
    ["cancelled", "it was called off", facts({ cancelledAt: at(-5) }), 500],
  ] as const)("%s: %s", (status, _, given, minute) => expect(drillStatus(given, at(minute))).toBe(status));

  test.each([
    ["planned", facts(), ["start", "reschedule", "cancel"]],
    ["preparing", started(), ["inject", "cancel"]],
    [
      "being injected",
      started({ runs: [injection({ status: "running", to: undefined, endedAt: null })] }),
      ["review", "cancel"],
    ],
    ["injected", started({ runs: [injection()] }), ["detect", "reset", "review", "cancel"]],
    [
      "not injected after all",
      started({ runs: [injection({ status: "failed" })] }),
      ["inject", "detect", "reset", "review", "cancel"],
    ],
    ["reviewing", started({ runs: [injection()], reviewingAt: at(40) }), ["reset", "finish", "cancel"]],
    ["done", started({ endedAt: at(60) }), []],
  ] as const)("possible while it is %s", (_, given, verbs) => expect(drillVerbs(given, at(10))).toEqual(verbs));
});

const PHASES = Object.fromEntries(DRILL_PHASES.map((p) => [p, 5 * MINUTE])) as Record<
  (typeof DRILL_PHASES)[number],
  number
>;
const PLAN = { phases: PHASES, duration: 120 * MINUTE, procedureTargetMs: 15 * MINUTE };
const times = (given: DrillFacts, minute: number) => {
  const { phases, procedure, total } = stopwatch(given, PLAN, at(minute));
  return {
    phases: Object.fromEntries(phases.map((p) => [p.phase, p.tookMs === null ? p.state : p.tookMs / MINUTE])),
    late: phases.filter((p) => p.isLate).map((p) => p.phase),
    procedure: { ...procedure, tookMs: procedure.tookMs === null ? null : procedure.tookMs / MINUTE },
    total: total.tookMs === null ? total.state : total.tookMs / MINUTE,
  };
};

describe("the stopwatch", () => {
  test("times every phase from the end of the one before", () => {
    const given = started({
      detectedAt: at(9),
      assessedAt: at(10),
      declaredAt: at(16),
      runs: [injection(), run({ from: 18, changed: 22, to: 29 })],
      endedAt: at(90),
    });
    expect(times(given, 500)).toEqual({
      phases: { inject: 2, detect: 2, assess: 1, declare: 6, decide: 2, rollback: 4, verify: 7 },
      late: ["declare", "verify"],
      procedure: { tookMs: 11, targetMs: 15 * MINUTE, state: "done", isLate: false },
      total: 89,
    });
  });

  test("says what was not recorded, and gives its time to the next phase", () => {
    const given = started({ runs: [injection(), run({ from: 18, changed: 22, to: 29 })] });
    expect(times(given, 40).phases).toEqual({
      inject: 2,
      detect: "not-recorded",
      assess: "not-recorded",
      declare: "not-recorded",
      decide: 11,
      rollback: 4,
      verify: 7,
    });
  });

  test("runs on while a phase lasts, and nothing runs before the injection", () => {
    expect(times(started(), 40).phases).toMatchObject({ inject: "todo", detect: "todo" });
    expect(times(started({ runs: [injection()] }), 40).phases).toMatchObject({ inject: 2, detect: 33, assess: "todo" });
    const rolling = started({ detectedAt: at(8), runs: [injection(), run({ from: 20, status: "running" })] });
    expect(times(rolling, 26)).toMatchObject({
      phases: { decide: 12, rollback: 6, verify: "todo" },
      procedure: { tookMs: 6, state: "running" },
    });
  });

  test("the rehearsed procedure is judged by its own run and target time: one second more is late", () => {
    const took = (minutes: number) =>
      times(started({ runs: [injection(), run({ from: 20, to: 20 + minutes })] }), 90).procedure;
    expect(took(15)).toMatchObject({ state: "done", isLate: false });
    expect(took(15 + 1 / 60)).toMatchObject({ state: "done", isLate: true });
  });

  test("a failed attempt has no time; the level that cured it ends the outage, not the procedure", () => {
    const given = started({
      procedure: "level-1",
      runs: [
        injection(),
        run({ id: "l1", procedure: "level-1", from: 10, changed: 11, to: 12, status: "failed" }),
        run({ id: "l2", from: 14, changed: 18, to: 22 }),
      ],
    });
    expect(times(given, 90)).toMatchObject({
      phases: { decide: 3, rollback: 8, verify: 4 },
      procedure: { tookMs: null, isLate: true },
    });
    expect(stopwatch(given, PLAN, at(90)).outage).toEqual({ since: at(7), until: at(22) });
  });

  test("whatever was recorded in whatever order, no time is negative and they sum up to the outage", () => {
    const minute = fc.option(fc.integer({ min: 7, max: 60 }), { nil: null });
    fc.assert(
      fc.property(minute, minute, minute, (detected, assessed, declared) => {
        const when = (m: number | null) => (m === null ? null : at(m));
        const given = started({
          detectedAt: when(detected),
          assessedAt: when(assessed),
          declaredAt: when(declared),
          runs: [injection(), run({ from: 61, changed: 65, to: 70 })],
        });
        const { phases } = stopwatch(given, PLAN, at(90));
        const sum = phases.reduce((all, p) => all + (p.tookMs ?? 0), 0);
        return phases.every((p) => (p.tookMs ?? 0) >= 0) && sum === 65 * MINUTE;
      }),
    );
  });
});

describe("the checklist", () => {
  const proven = started({ runs: [injection(), run({ from: 20, to: 30 })] });
  test.each([
    ["participants", started({ participants: [{ present: true }, { present: true }] }), "2 of 2 present"],
    ["participants", started({ participants: [{ present: true }, { present: null }] }), null],
    ["participants", started(), null],
    ["scenario", started(), '"A release that fails" of playbook abcdef012345'],
    ["scenario", facts(), null],
    ["injected", proven, '"Injection" shown to fail by a probe'],
    ["injected", started({ runs: [injection({ status: "failed" })] }), null],
    ["rollback-started", proven, '"Code rollback" started'],
    ["rollback-proven", proven, '"Code rollback" proven in 10 m 00 s'],
    ["rollback-proven", started({ runs: [injection(), run({ from: 20, to: 30, status: "unproven" })] }), null],
    ["rollback-proven", started({ runs: [injection(), run({ procedure: "level-3", from: 20, to: 30 })] }), null],
    ["time-target", proven, "10 m 00 s of 15 m 00 s"],
    ["time-target", started({ runs: [injection(), run({ from: 20, to: 36 })] }), null],
    ["restored", proven, 'every proof of "Code rollback" passed'],
    [
      "restored",
      started({ runs: [injection(), run({ from: 20, to: 30 }), run({ from: 31, to: 32, status: "failed" })] }),
      null,
    ],
    [
      "restored",
      started({
        runs: [
          injection(),
          run({ from: 20, to: 30, status: "failed" }),
          run({ procedure: "level-3", from: 31, to: 40 }),
        ],
      }),
      'every proof of "Code rollback" passed',
    ],
    ["lessons", started({ lessons: [{ at: at(50) }] }), "1 lesson recorded"],
    ["improvements", started({ improvements: [{ at: at(50) }, { at: at(51) }] }), "2 improvements recorded"],
    ["improvements", started(), null],
  ] as const)("%s %#", (record, given, evidence) => expect(proofOf(record, given)?.evidence ?? null).toBe(evidence));

  test("the record wins over a person, and a person stands where it is silent", () => {
    const items = [
      { id: "a", title: "A", record: "rollback-proven" as const },
      { id: "b", title: "B" },
      { id: "c", title: "C" },
    ];
    const tick = (itemId: string) => ({ itemId, tickedAt: at(3), by: "dev-1", note: "seen" });
    const judged = judge(items, proven, [tick("a"), tick("b")]);
    expect(judged.map((i) => [i.isTicked, i.tickedBy, i.evidence !== null])).toEqual([
      [true, "record", true],
      [true, "dev-1", false],
      [false, null, false],
    ]);
  });
});
