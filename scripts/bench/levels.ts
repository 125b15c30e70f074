import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { RunView } from "#lib/contract/run.ts";
import { watchFromOutside } from "#lib/range/outside.ts";
import { resetRange } from "#lib/range/reset.ts";
import { openRange } from "#lib/range/state.ts";
import type { DemoFacts } from "./demo.ts";

export type LevelFigures = { level: number; status: string; machineMs: number; downMs: number; longestGapMs: number };

/** One level on the range as it breaks: machine time without the stability window, and the time without an answer as seen from outside. */
export async function measureLevel(dir: string, facts: DemoFacts, level: 1 | 2 | 3): Promise<LevelFigures> {
  const range = openRange(path.join(dir, "demo", "range"));
  if (!range) throw new Error("there is no range");
  await resetRange(range);
  const number = await declare(facts, `Bench level ${level}`);
  const outside = watchFromOutside(range.parameters.HEALTH_URL);
  const { id } = await call<{ id: string }>(
    facts,
    "commander",
    "POST",
    `/incidents/${number}/runs`,
    { procedure: `level-${level}` },
    { "idempotency-key": crypto.randomUUID() },
  );
  if (level === 3) {
    await call(facts, "commander-2", "POST", `/runs/${id}/approve`, {});
    await call(facts, "commander", "POST", `/runs/${id}/start`, {});
  }
  const run = await rested(facts, id);
  const seen = await outside.stop();
  const watched = run.steps.filter((s) => s.kind === "watch").reduce((sum, s) => sum + span(s.startedAt, s.endedAt), 0);
  return {
    level,
    status: run.status,
    machineMs: span(run.startedAt, run.endedAt) - watched,
    downMs: seen.downMs,
    longestGapMs: Math.max(0, ...seen.downWindowsMs),
  };
}

const span = (from: string | null, to: string | null) => (from && to ? Date.parse(to) - Date.parse(from) : 0);

export async function declare(facts: DemoFacts, title: string): Promise<number> {
  const { number } = await call<{ number: number }>(facts, "commander", "POST", "/incidents", {
    title,
    targets: [facts.targets[0]?.name],
    severity: "major",
    reason: "measured",
  });
  return number;
}

export async function rested(facts: DemoFacts, id: string): Promise<RunView> {
  for (;;) {
    const run = await call<RunView>(facts, "commander", "GET", `/runs/${id}`);
    if (!["queued", "running", "waiting"].includes(run.status)) return run;
    await pause(100);
  }
}

export async function call<T>(
  facts: DemoFacts,
  handle: string,
  method: string,
  at: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const token = facts.accounts.find((a) => a.handle === handle)?.apiToken;
  const answer = await fetch(`${facts.url}/api/v1${at}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
