import { describe, expect, it } from "vitest";
import type { Signals, VerdictSeverity } from "#lib/domain/severity/types.ts";
import { assessor, shipped } from "./shipped.ts";

const judged = assessor(shipped("agent-platform"));

type Row = [signals: Signals, severity: VerdictSeverity];
const RATE = "errorRatePercent";
const LASTS = "errorRateMinutes";

describe("each criterion of the agent platform, alone", () => {
  const rows: Row[] = [
    [{ crashed: true }, "critical"],
    [{ unresponsive: true }, "critical"],
    [{ dataLoss: true }, "critical"],
    [{ securityVulnerability: true }, "critical"],
    [{ completeFeatureFailure: true }, "critical"],
    [{ [RATE]: 5.1, [LASTS]: 5.1 }, "critical"],
    [{ slowdownPercent: 50.1 }, "major"],
    [{ partialFeatureFailure: true, affectedUsersPercent: 25.1 }, "major"],
    [{ memoryLeak: true }, "major"],
    [{ [RATE]: 3, [LASTS]: 15.1 }, "major"],
    [{ criticalBugReports: 1 }, "major"],
    [{ slowdownPercent: 30 }, "minor"],
    [{ nonCriticalBugs: true, affectedUsersPercent: 9.9 }, "minor"],
    [{ [RATE]: 0.5 }, "minor"],
    [{ minorUxIssues: true }, "minor"],
  ];
  it.each(rows)("%j is %s", (signals, severity) => expect(judged(signals).severity).toBe(severity));

  const cleared: Row[] = [
    [{ crashed: false }, "none"],
    [{ memoryLeak: false }, "none"],
    [{ criticalBugReports: 0 }, "none"],
    [{ partialFeatureFailure: false, affectedUsersPercent: 90 }, "undetermined"],
    [{ partialFeatureFailure: false, nonCriticalBugs: false, affectedUsersPercent: 90 }, "none"],
    [{ minorUxIssues: false }, "none"],
  ];
  it.each(cleared)("%j is %s", (signals, severity) => expect(judged(signals).severity).toBe(severity));
});

describe("the error rate and how long it has lasted", () => {
  const rows: Row[] = [
    [{ [RATE]: 60, [LASTS]: 4 }, "major"],
    [{ [RATE]: 60, [LASTS]: 5 }, "major"],
    [{ [RATE]: 60, [LASTS]: 5.01 }, "critical"],
    [{ [RATE]: 60 }, "major"],
    [{ [RATE]: 60, [LASTS]: null }, "major"],
    [{ [RATE]: 60, [LASTS]: 0 }, "major"],
    [{ [RATE]: 5.01, [LASTS]: 6 }, "critical"],
    [{ [RATE]: 5, [LASTS]: 6 }, "minor"],
    [{ [RATE]: 5, [LASTS]: 15 }, "minor"],
    [{ [RATE]: 5, [LASTS]: 15.01 }, "major"],
    [{ [RATE]: 5, [LASTS]: 600 }, "major"],
    [{ [RATE]: 1, [LASTS]: 16 }, "major"],
    [{ [RATE]: 1, [LASTS]: 15 }, "minor"],
    [{ [RATE]: 1 }, "minor"],
    [{ [RATE]: 0.99, [LASTS]: 600 }, "minor"],
    [{ [RATE]: 0.01 }, "minor"],
    [{ [RATE]: 0 }, "none"],
    [{ [RATE]: 0, [LASTS]: 600 }, "none"],
    [{ [RATE]: 100, [LASTS]: 6 }, "critical"],
  ];
  it.each(rows)("%j is %s", (signals, severity) => expect(judged(signals).severity).toBe(severity));

  it("follows the document over the whole grid of rates, durations and volumes", () => {
    const rates = [null, 0, 0.01, 0.5, 0.99, 1, 1.01, 3, 4.99, 5, 5.01, 12, 60, 100];
    const durations = [null, 0, 1, 4, 4.99, 5, 5.01, 10, 14.99, 15, 15.01, 60];
    const counts = [null, 0, 1, 49, 50, 51, 10_000];
    for (const rate of rates)
      for (const minutes of durations)
        for (const count of counts) {
          const verdict = judged({ [RATE]: rate, [LASTS]: minutes, requestCount: count });
          expect(verdict.severity, `${rate} % for ${minutes} min in ${count}`).toBe(ofDocument(rate, minutes, count));
        }
  });
});

function ofDocument(rate: number | null, minutes: number | null, count: number | null): VerdictSeverity {
  if (rate === null || (count !== null && count < 50)) return "undetermined";
  if (rate === 0) return "none";
  if (rate < 1) return "minor";
  if (rate <= 5) return minutes !== null && minutes > 15 ? "major" : "minor";
  return minutes !== null && minutes > 5 ? "critical" : "major";
}

describe("volume", () => {
  const rows: Row[] = [
    [{ [RATE]: 60, [LASTS]: 10, requestCount: 49 }, "undetermined"],
    [{ [RATE]: 60, [LASTS]: 10, requestCount: 0 }, "undetermined"],
    [{ [RATE]: 60, [LASTS]: 10, requestCount: 50 }, "critical"],
    [{ [RATE]: 60, [LASTS]: 10 }, "critical"],
    [{ [RATE]: 60, [LASTS]: 10, requestCount: null }, "critical"],
    [{ [RATE]: 0, requestCount: 49 }, "undetermined"],
    [{ [RATE]: 60, [LASTS]: 10, requestCount: 49, slowdownPercent: 60 }, "major"],
  ];
  it.each(rows)("%j is %s", (signals, severity) => expect(judged(signals).severity).toBe(severity));

  it("says that there were too few requests, with their number", () => {
    const { unknown } = judged({ [RATE]: 60, requestCount: 49 });
    expect(unknown.find((u) => u.criterion === "error-rate")?.reason).toBe(
      "49 requests: too few in the window to judge a rate",
    );
  });
});

describe("shares of users and slowness, at every bound", () => {
  const users = (affectedUsersPercent: number | null) => ({ partialFeatureFailure: true, affectedUsersPercent });
  const bugs = (affectedUsersPercent: number | null) => ({ nonCriticalBugs: true, affectedUsersPercent });
  const rows: Row[] = [
    [users(0), "minor"],
    [users(9.99), "minor"],
    [users(10), "minor"],
    [users(10.01), "major"],
    [users(17), "major"],
    [users(25), "major"],
    [users(25.01), "major"],
    [users(100), "major"],
    [users(null), "undetermined"],
    [bugs(0), "minor"],
    [bugs(9.99), "minor"],
    [bugs(10), "major"],
    [bugs(10.01), "major"],
    [bugs(100), "major"],
    [bugs(null), "undetermined"],
    [{ affectedUsersPercent: 60 }, "undetermined"],
    [{ partialFeatureFailure: false, nonCriticalBugs: true, affectedUsersPercent: 5 }, "minor"],
    [{ slowdownPercent: 0 }, "none"],
    [{ slowdownPercent: 24.99 }, "none"],
    [{ slowdownPercent: 25 }, "minor"],
    [{ slowdownPercent: 37 }, "minor"],
    [{ slowdownPercent: 50 }, "minor"],
    [{ slowdownPercent: 50.01 }, "major"],
    [{ slowdownPercent: 900 }, "major"],
  ];
  it.each(rows)("%j is %s", (signals, severity) => expect(judged(signals).severity).toBe(severity));
});

describe("what is not known", () => {
  it("says nothing of an incident while nothing was said", () => {
    const verdict = judged({});
    expect(verdict).toMatchObject({ severity: "undetermined", action: "evaluate", deadlineMinutes: null, fired: [] });
    expect(verdict.unknown).toHaveLength(12);
  });

  it("does not let an unknown criterion hide one that fired", () => {
    const verdict = judged({ memoryLeak: true, [RATE]: 60, requestCount: 3 });
    expect(verdict.severity).toBe("major");
    expect(verdict.unknown.map((u) => u.criterion)).toContain("error-rate");
  });

  it("takes a criterion that somebody tried to judge and could not for undetermined, not for none", () => {
    expect(judged({ crashed: false, nonCriticalBugs: true }).severity).toBe("undetermined");
    expect(judged({ crashed: false, errorRateMinutes: 20 }).severity).toBe("undetermined");
  });

  it("does not take the volume, which is measured anyway, for an attempt to judge", () => {
    expect(judged({ crashed: false, requestCount: 900 }).severity).toBe("none");
  });
});

describe("what is close", () => {
  it("counts down the minutes until a threshold is reached: 60 % for 4 minutes is major, critical in 1 minute", () => {
    const verdict = judged({ [RATE]: 60, [LASTS]: 4 });
    expect(verdict.fired).toMatchObject([{ criterion: "error-rate", class: "major" }]);
    expect(verdict.close).toMatchObject([{ criterion: "error-rate", class: "critical", inMinutes: 1 }]);
    expect(verdict.fired[0]?.reason).toBe("60 %, over 5 %; for 4 min, not yet over 5 min");
  });

  it("counts from zero while the duration is not known", () => {
    expect(judged({ [RATE]: 60 }).close).toMatchObject([{ class: "critical", inMinutes: 5 }]);
    expect(judged({ [RATE]: 2 }).close).toMatchObject([{ class: "major", inMinutes: 15 }]);
  });

  it("names a value within a fifth of the next bound, without a time", () => {
    expect(judged({ slowdownPercent: 40 }).close).toMatchObject([{ class: "major", inMinutes: null }]);
    expect(judged({ slowdownPercent: 39.9 }).close).toEqual([]);
    expect(judged({ slowdownPercent: 20 }).close).toMatchObject([{ criterion: "slowdown", class: "minor" }]);
    expect(judged({ [RATE]: 4.5, [LASTS]: 3 }).close).toMatchObject([
      { class: "critical", inMinutes: null },
      { class: "major", inMinutes: 12 },
    ]);
  });
});

describe("action, deadline, and the procedure to press", () => {
  it.each([
    [{ crashed: true }, "immediate", 0],
    [{ memoryLeak: true }, "within-30-minutes", 30],
    [{ minorUxIssues: true }, "monitor", null],
    [{ crashed: false }, "none", null],
    [{ nonCriticalBugs: true }, "evaluate", null],
  ])("%j: %s", (signals, action, deadlineMinutes) =>
    expect(judged(signals)).toMatchObject({ action, deadlineMinutes }),
  );

  it.each([
    [{ [RATE]: 12, [LASTS]: 6 }, "level-1"],
    [{ memoryLeak: true }, "level-1"],
    [{ slowdownPercent: 60 }, "level-1"],
    [{ crashed: true }, "level-2"],
    [{ unresponsive: true }, "level-2"],
    [{ completeFeatureFailure: true }, "level-2"],
    [{ securityVulnerability: true }, "level-2"],
    [{ dataLoss: true }, "level-3"],
    [{ [RATE]: 12, [LASTS]: 6, crashed: true }, "level-2"],
    [{ memoryLeak: true, dataLoss: true, crashed: true }, "level-3"],
  ])("%j is cured by %s", (signals, procedure) => expect(judged(signals).recommended?.procedure).toBe(procedure));

  it("recommends nothing that cures nothing", () => {
    expect(judged({ minorUxIssues: true }).recommended).toBeNull();
    expect(judged({ crashed: false }).recommended).toBeNull();
  });

  it("puts what a person does first in front of the reasons", () => {
    expect(judged({ dataLoss: true }).recommended?.because[0]).toMatch(/^Stop writes first/);
    expect(judged({ securityVulnerability: true, crashed: true }).recommended?.because[0]).toMatch(/^Contain first/);
  });

  it("offers the component whose symptoms were seen beside the level, never instead of it", () => {
    const verdict = judged({ [RATE]: 12, [LASTS]: 6 }, [
      "qw-001.upload-failures",
      "qw-001.http-207",
      "gap-001.spawn-timeouts",
    ]);
    expect(verdict.recommended?.procedure).toBe("level-1");
    expect(verdict.alternatives).toEqual([
      { procedure: "gap-001", because: ["Symptom: Timeouts during spawn"] },
      { procedure: "qw-001", because: ["Symptom: Upload failures", "Symptom: HTTP 207 errors"] },
    ]);
  });

  it("suggests a component for a symptom although nothing fired", () => {
    const verdict = judged({}, ["qw-002.memory-database"]);
    expect(verdict).toMatchObject({ severity: "undetermined", recommended: null });
    expect(verdict.alternatives.map((a) => a.procedure)).toEqual(["qw-002"]);
  });

  it("puts the worst first", () => {
    expect(judged({ minorUxIssues: true, crashed: true, memoryLeak: true }).fired.map((f) => f.class)).toEqual([
      "critical",
      "major",
      "minor",
    ]);
  });
});
