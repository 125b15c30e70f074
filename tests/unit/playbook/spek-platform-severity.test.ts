import { describe, expect, it } from "vitest";
import type { Signals, VerdictSeverity } from "#lib/domain/severity/types.ts";
import { assessor, shipped } from "./shipped.ts";

const playbook = shipped("spek-platform");
const judged = assessor(playbook);

describe("each criterion of the SPEK platform", () => {
  const rows: [Signals, VerdictSeverity, string][] = [
    [{ errorRatePercent: 5.1, errorRateMinutes: 5.1 }, "critical", "immediate"],
    [{ errorRatePercent: 5.1, errorRateMinutes: 5 }, "major", "evaluate"],
    [{ errorRatePercent: 5.1 }, "major", "evaluate"],
    [{ errorRatePercent: 5, errorRateMinutes: 60 }, "none", "none"],
    [{ errorRatePercent: 0 }, "none", "none"],
    [{ dataCorruption: true }, "critical", "immediate"],
    [{ securityBreach: true }, "critical", "immediate"],
    [{ doesNotStart: true }, "critical", "immediate"],
    [{ databaseUnreachable: true }, "critical", "immediate"],
    [{ slowdownPercent: 50.1 }, "major", "evaluate"],
    [{ slowdownPercent: 50 }, "none", "none"],
    [{ memoryGrowing: true }, "major", "evaluate"],
    [{ webSocketFailurePercent: 10.1 }, "major", "evaluate"],
    [{ webSocketFailurePercent: 10 }, "none", "none"],
    [{ desktopFramesBelow30: true }, "major", "evaluate"],
    [{ desktopFramesBelow30: false }, "none", "none"],
    [{ agentFailurePercent: 20.1 }, "major", "evaluate"],
    [{ agentFailurePercent: 20 }, "none", "none"],
    [{}, "undetermined", "evaluate"],
  ];
  it.each(rows)("%j is %s: %s", (signals, severity, action) =>
    expect(judged(signals)).toMatchObject({ severity, action }),
  );

  it("gives a warning the deadline of a major", () => {
    expect(judged({ memoryGrowing: true }).deadlineMinutes).toBe(30);
    expect(judged({ securityBreach: true }).deadlineMinutes).toBe(0);
  });

  it("recommends nothing while there are no procedures, and says so", () => {
    expect(judged({ doesNotStart: true })).toMatchObject({ recommended: null, alternatives: [] });
    expect(playbook.procedures).toEqual([]);
    expect(playbook.proceduresPending).toMatch(/not in Backout yet/);
  });

  it("counts down to critical", () => {
    expect(judged({ errorRatePercent: 8, errorRateMinutes: 3 }).close).toMatchObject([
      { class: "critical", inMinutes: 2 },
    ]);
  });
});
