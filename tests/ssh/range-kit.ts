import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { attempt, type CommandResult, run } from "#lib/range/command.ts";
import { createRange } from "#lib/range/create.ts";
import { loginEnvironment } from "#lib/range/environment.ts";
import { askHealth } from "#lib/range/health.ts";
import type { Range, SshKind } from "#lib/range/range.ts";
import { removeRange } from "#lib/range/stop.ts";
import { trafficStats } from "#lib/range/traffic.ts";
import { until } from "#lib/range/wait.ts";

/** Built parts that all tests of this user share, keyed by content. */
export const RANGE_CACHE = path.join(os.tmpdir(), `drill-range-cache-${process.getuid?.() ?? 0}`);

/** For hooks, which Vitest gives 10 s: a machine that does other things too needs longer to make or reset a range. */
export const HOOK_MS = 120_000;

export function scratchDir(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), "range-")));
}

/** A range of its own in a scratch directory. `remove` ends and removes everything of it. */
export async function scratchRange(
  ssh: SshKind = "embedded",
  { data = false } = {},
): Promise<{ range: Range; remove: () => Promise<void> }> {
  const root = scratchDir();
  const range = await createRange({ root, ssh, data, cacheDir: RANGE_CACHE });
  return {
    range,
    async remove() {
      await removeRange(range);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function onTargetEnv({ root, parameters }: Range): Record<string, string> {
  const login = loginEnvironment(root);
  return { ...login, ...parameters, PATH: `${parameters.NODE_PATH_DIRS}:${login.PATH}` };
}

/** Runs plain shell commands as a person logged in on the target would; throws when they fail. */
export function onTarget(range: Range, script: string): Promise<string> {
  return run("sh", ["-ec", script], { env: onTargetEnv(range), cwd: range.parameters.APP_DIR });
}

/** The same, answering with the exit code. */
export function attemptOnTarget(range: Range, script: string): Promise<CommandResult> {
  return attempt("sh", ["-ec", script], { env: onTargetEnv(range), cwd: range.parameters.APP_DIR });
}

/** Requests and failures of the next `requests` requests of the running traffic. */
export async function nextTraffic(range: Range, requests: number): Promise<{ requests: number; errors: number }> {
  const before = trafficStats(range)?.total ?? { requests: 0, errors: 0 };
  const after = await until(
    `${requests} more requests`,
    () => {
      const total = trafficStats(range)?.total;
      return total && total.requests - before.requests >= requests ? total : null;
    },
    { timeoutMs: 60_000 },
  );
  return { requests: after.requests - before.requests, errors: after.errors - before.errors };
}

export function healthy(range: Range, what: (health: NonNullable<Awaited<ReturnType<typeof askHealth>>>) => boolean) {
  return until(
    "the expected health answer",
    async () => {
      const health = await askHealth(range.parameters.HEALTH_URL);
      return health && what(health) ? health : null;
    },
    { timeoutMs: 60_000 },
  );
}

/** Shell text. pm2 answers 1 while the application crashes by itself at that very moment; asked again, it restarts it. */
export const RESTART = `for again in 1 2 3 4 5 6; do pm2 restart "$PM2_APP" --silent && break; [ "$again" -lt 6 ]; sleep 0.5; done`;
