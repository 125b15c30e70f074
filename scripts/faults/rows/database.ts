import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { startEngine } from "../engines.ts";
import { createLab, type Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

/** R11: PostgreSQL is restarted, killed, or away for a while, with runs going on; the targets' files hold what cannot be stored meanwhile. */
export async function loseDatabase(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R11", "PostgreSQL restarted, killed with `kill -9`, or away for 1 to 20 s", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await pause(random.between(100, 2_000));
    const caught = await alive(lab, runIds);
    const way = random.pick(["restart", "kill", "outage"] as const);
    result.trials += caught.length;
    result.count(way, caught.length);
    if (way === "outage") {
      await lab.database.stop();
      await pause(random.between(1_000, 20_000));
      await lab.database.start();
    } else await lab.database.restart(way === "kill" ? "kill" : "stop");
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
  }
  await engine.end();
  return result;
}

/** R12: PostgreSQL is there and does not do what is asked: it writes nothing, lets nobody in, or keeps everybody waiting. */
export async function hinderDatabase(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R12", "PostgreSQL read-only, without free connections, or locked for 1 to 8 s", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await pause(random.between(100, 2_000));
    const caught = await alive(lab, runIds);
    const way = random.pick(["read-only", "no connections", "locked"] as const);
    result.trials += caught.length;
    result.count(way, caught.length);
    await HINDRANCES[way](lab.url, random.between(1_000, 8_000));
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
  }
  await engine.end();
  return result;
}

const HINDRANCES = {
  async "read-only"(url: string, ms: number) {
    await asAdmin(url, async (admin) => {
      const set = async (to: string) => {
        await admin.query(`ALTER SYSTEM SET default_transaction_read_only = ${to}`);
        await admin.query("SELECT pg_reload_conf()");
      };
      // This session may go on writing, or it could not take it back.
      await admin.query("SET default_transaction_read_only = off");
      await set("on");
      await pause(ms);
      await set("off");
    });
  },
  async "no connections"(url: string, ms: number) {
    await asAdmin(url, async (admin) => {
      const others = "pid <> pg_backend_pid() AND backend_type = 'client backend'";
      const end = Date.now() + ms;
      while (Date.now() < end) {
        await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
        await pause(100);
      }
    });
  },
  async locked(url: string, ms: number) {
    await asAdmin(url, async (admin) => {
      await admin.query(`BEGIN; LOCK TABLE "Run", "RunEvent", "OutputChunk" IN ACCESS EXCLUSIVE MODE`);
      await pause(ms);
      await admin.query("COMMIT");
    });
  },
};

async function asAdmin(url: string, act: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.end();
  }
}

const STORAGE_MB = 500;

/** R14: the disk under PostgreSQL is full for a while, which may end the server; space comes back and it is started again. As root, who may mount. */
export async function fillDatabaseDisk(_lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R14", "disk under PostgreSQL full for 2 to 10 s", seed);
  const storage = mkdtempSync(path.join(tmpdir(), "backout-faults-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${STORAGE_MB}m`, "backout-faults", storage]);
  const lab = await createLab(undefined, storage);
  try {
    const engine = await startEngine(lab);
    while (result.trials < trials) {
      const runIds = await lab.startRuns(lab.targets.length);
      await pause(random.between(100, 1_500));
      result.trials += (await alive(lab, runIds)).length;
      const ballast = path.join(storage, "ballast");
      fill(storage, ballast);
      await pause(random.between(2_000, 10_000));
      rmSync(ballast);
      await lab.database.restart("stop");
      result.rested(await untilRested(lab, runIds));
      await result.judge(lab, runIds, ["succeeded"]);
    }
    await engine.end();
  } finally {
    await lab.stop();
    execFileSync("umount", [storage]);
    rmSync(storage, { recursive: true });
  }
  return result;
}

/** Until not one more block fits. */
function fill(storage: string, ballast: string): void {
  const { bavail, bsize } = statfsSync(storage);
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
