import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { type Boundary, emptyTrace, type Orders } from "./boundary.ts";
import type { Lab } from "./lab.ts";

export type EngineProcess = {
  pid: number;
  trace: string;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Asks it to hand over and leave, and waits until it has. */
  end(): Promise<void>;
};

let made = 0;

/** Starts an engine process on the lab's database and waits until it takes work. */
export async function startEngine(
  lab: Pick<Lab, "dir" | "stateDir" | "url">,
  order?: { dieAt: Boundary; after: number },
): Promise<EngineProcess> {
  const trace = path.join(lab.dir, `trace-${++made}`);
  emptyTrace(trace);
  const orders: Orders = { stateDir: lab.stateDir, trace, dieAt: order?.dieAt ?? null, after: order?.after ?? 0 };
  const child: ChildProcess = fork(path.join(import.meta.dirname, "engine.ts"), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, FAULTS_ORDERS: JSON.stringify(orders), FAULTS_DATABASE_URL: lab.url },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await Promise.race([new Promise((resolve) => child.once("message", resolve)), ended]);
  return {
    pid: child.pid ?? 0,
    trace,
    ended,
    kill: (signal) => void child.kill(signal),
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
