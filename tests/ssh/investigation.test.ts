import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startTraffic } from "#lib/range/traffic.ts";
import { until } from "#lib/range/wait.ts";
import { evidenceContent } from "#lib/services/investigation/content.ts";
import { getRca } from "#lib/services/rca/get.ts";
import { createRangeEngine } from "./range-engine.ts";

const on = await createRangeEngine({ watchSeconds: 2 });
/** What the three defects of the range write. */
const THREE = [
  "ERROR [crash] MCP connection reset: memory database is locked",
  "ERROR [http] POST /api/agents/spawn failed: Agent spawn timeout: MCP server unavailable (no spawn slot)",
  "ERROR [upload] parallel upload: N of N parts failed",
];

test("before level 1 restarts the application its failure is collected: the three defects, the figures, the difference, no secret", async () => {
  const { APP_LOG } = on.range.parameters;
  await startTraffic(on.range);
  await until(
    "all three defects in the log",
    () => {
      const log = readFileSync(APP_LOG, "utf8");
      return ["[crash]", "[upload] parallel upload: 1 of", "spawn failed"].every((text) => log.includes(text)) || null;
    },
    { timeoutMs: 120_000 },
  );
  const number = await on.declare();
  const run = await on.rollBack(number, "level-1");
  expect(run, run.reason ?? "").toMatchObject({ status: "succeeded" });

  const view = await on.incident(number);
  const [investigation] = view.investigations;
  expect(investigation).toMatchObject({ state: "done", problem: null, runId: run.id });
  expect(investigation?.deployedVersion).toBe("v1.1.0-agent-optimizations");
  const kept = new Map<string, string>();
  for (const { id, title } of investigation?.evidence ?? []) {
    const { bytes } = await evidenceContent(on.ctx, { incident: number, id });
    kept.set(title, Buffer.from(bytes).toString());
  }
  expect([...kept.keys()].sort()).toEqual([
    "Error patterns",
    "Log of the failure period",
    "Resource figures",
    "Version difference",
  ]);

  const patterns = kept.get("Error patterns")?.match(/^\d+ x .*$/gm) ?? [];
  expect(patterns.map((line) => line.replace(/^\d+ x /, "")).sort()).toEqual(THREE);

  // Before the restart: by the clock, and by the byte of the log at which the restarted process began.
  const restart = run.steps.find((s) => s.id === "restart");
  for (const { at } of investigation?.evidence ?? [])
    expect(Date.parse(at)).toBeLessThan(Date.parse(restart?.startedAt ?? ""));
  const before = readFileSync(APP_LOG).subarray(0, Number(restart?.captures.LOG_OFFSET)).toString();
  const log = kept.get("Log of the failure period") ?? "";
  expect(before).toContain(log.trimEnd().split("\n").slice(-20).join("\n"));

  expect(kept.get("Resource figures")).toMatch(
    /^app, (online|stopping|waiting restart), pid \d+, \d+ restarts, up .*MB/,
  );
  expect(kept.get("Resource figures")).toMatch(/load: [\d.]+ [\d.]+ [\d.]+[\s\S]*MemTotal: \d+ MB[\s\S]*Filesystem/);
  const difference = kept.get("Version difference") ?? "";
  expect(difference).toMatch(/^deployed v1\.1\.0-agent-optimizations, stable v1\.0\.0-stable\n/);
  expect(difference).toMatch(/lib\/orchestration\/parallel-agent-spawner\.ts +\| +\d+ \++/);
  expect(difference).toMatch(/deployment record:\n.*"tag"/);
  for (const [title, text] of kept) expect(text, title).not.toContain(on.range.sessionSecret);

  const { values } = await getRca(on.ctx, number);
  for (const pattern of THREE) expect(values["error-patterns"]).toContain(pattern);
  expect(values["version-difference"]).toContain("stable v1.0.0-stable");
});
