import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "./command.ts";
import { endProcess, identify, type ProcessRecord, signal } from "./processes.ts";

/** What the range needs to talk to its own pm2. */
export type Pm2 = {
  bin: string;
  home: string;
  app: string;
  appDir: string;
  ecosystem: string;
  env: Record<string, string>;
};

export type Pm2App = { pid: number; status: string; restarts: number };

/** pm2's daemon, or null. Any pm2 command starts one when there is none: look here first. */
export function pm2Daemon(pm2: Pm2): ProcessRecord | null {
  const pid = readPid(path.join(pm2.home, "pm2.pid"));
  const daemon = pid === null ? null : identify(pid);
  return daemon?.command.includes("God Daemon") ? daemon : null;
}

/** Processes that pm2 started for the application and that still live, whether or not pm2 does. */
export function appProcesses(pm2: Pm2): ProcessRecord[] {
  const pids = path.join(pm2.home, "pids");
  return listFiles(pids).flatMap((name) => {
    const pid = readPid(path.join(pids, name));
    const found = pid === null ? null : identify(pid);
    return found?.command.includes(`${pm2.appDir}/`) ? [found] : [];
  });
}

/** The application as pm2 sees it; null when pm2 does not run or does not know it. */
export async function pm2App(pm2: Pm2): Promise<Pm2App | null> {
  if (!pm2Daemon(pm2)) return null;
  const listed = await run(pm2.bin, ["jlist", "--silent"], { env: pm2.env });
  // Banners may stand before the list.
  const entries: { name: string; pid?: number; pm2_env: { status: string; restart_time: number } }[] = JSON.parse(
    listed.slice(listed.indexOf("[")),
  );
  const app = entries.find((entry) => entry.name === pm2.app);
  return app ? { pid: app.pid ?? 0, status: app.pm2_env.status, restarts: app.pm2_env.restart_time } : null;
}

/** Starts the application anew from the ecosystem file, under a clean environment. */
export async function startApp(pm2: Pm2): Promise<void> {
  await deleteApp(pm2);
  await run(pm2.bin, ["start", pm2.ecosystem, "--only", pm2.app, "--silent"], { env: pm2.env });
}

/** Ends the application and makes pm2 forget it, with what was pinned in its environment. */
export async function deleteApp(pm2: Pm2): Promise<void> {
  const apps = appProcesses(pm2);
  if (pm2Daemon(pm2)) await attempt(pm2.bin, ["delete", "all", "--silent"], { env: pm2.env });
  // One whose pm2 died is not pm2's any more, and would keep the port.
  for (const app of apps) await endProcess(app);
}

/** `extraEnv` becomes part of the environment that pm2 keeps for the application. */
export async function restartApp(pm2: Pm2, extraEnv: Record<string, string> = {}): Promise<void> {
  await run(pm2.bin, ["restart", pm2.app, "--update-env", "--silent"], { env: { ...pm2.env, ...extraEnv } });
}

/** Ends the daemon and the application; whatever of them does not listen is killed. */
export async function endPm2(pm2: Pm2): Promise<void> {
  const daemon = pm2Daemon(pm2);
  const apps = appProcesses(pm2);
  // A stopped process cannot answer pm2's signal; pm2 would wait its full patience for it.
  for (const app of apps) signal(app.pid, "SIGCONT");
  if (daemon) await attempt(pm2.bin, ["kill", "--silent"], { env: pm2.env, timeoutMs: 15_000 }).catch(() => null);
  if (daemon) await endProcess(daemon);
  for (const app of apps) await endProcess(app);
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, "utf8").trim());
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function listFiles(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
