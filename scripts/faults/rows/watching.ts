import { setTimeout as pause } from "node:timers/promises";
import { startTcpProxy, type TcpProxy } from "#lib/testing/tcp-proxy.ts";
import { type EngineProcess, startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import { expectedOutput } from "../plan.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";
import { Watcher } from "../watcher.ts";
import { startWeb, viewerToken, type WebProcess } from "../web-process.ts";

const KILLS = 3;
/** Within this time after the run has ended and everything serves again, a reader has the whole of it. */
const WHOLE_MS = 5_000;
const LOOK_MS = 20;

/** R3: the web process is killed or redeployed with runs going on and somebody watching each of them. */
export async function killWeb(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R3", "web process killed with `kill -9` or redeployed, each run watched", seed);
  const token = await viewerToken(lab);
  const engine = await startEngine(lab);
  let web = await startWeb(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    const watchers = runIds.map((runId) => new Watcher(`http://127.0.0.1:${web.port}`, token, runId));
    for (let i = 0; i < KILLS; i++) {
      await pause(random.between(50, 800));
      const caught = await alive(lab, runIds);
      const way = random.pick(["SIGKILL", "SIGTERM"] as const);
      result.trials += caught.length;
      result.count(way === "SIGKILL" ? "killed" : "redeployed", caught.length);
      await web.end(way);
      await pause(random.between(0, 1_000));
      web = await startWeb(lab, web.port);
    }
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
    await judgeReaders(result, watchers);
  }
  await leave(engine, web);
  return result;
}

/** R17: a reader goes offline, reloads the page, or opens it a second time in the middle of the run. */
export async function loseReader(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R17", "reader offline for 0.2 to 8 s, page reloaded, or opened once more", seed);
  const token = await viewerToken(lab);
  const engine = await startEngine(lab);
  const web = await startWeb(lab);
  const proxies = await Promise.all(lab.targets.map(() => startTcpProxy({ host: "127.0.0.1", port: web.port })));
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    const readers = await Promise.all(
      runIds.map(async (runId, i) => {
        const proxy = proxies[i] as TcpProxy;
        const url = `http://127.0.0.1:${proxy.port}`;
        const open = () => new Watcher(url, token, runId);
        let mine = [open()];
        for (let turn = 0; turn < KILLS; turn++) {
          await pause(random.between(50, 800));
          const way = random.pick(["offline", "reload", "second page"] as const);
          result.trials += 1;
          result.count(way);
          if (way === "offline") await offline(proxy, random.between(200, 8_000));
          else if (way === "second page") mine.push(open());
          else {
            for (const page of mine) page.close();
            mine = [open()];
          }
        }
        return mine;
      }),
    );
    result.rested(await untilRested(lab, runIds));
    await judgeReaders(result, readers.flat());
  }
  await leave(engine, web);
  for (const proxy of proxies) await proxy.stop();
  return result;
}

/** No connection lives on, and none can be made meanwhile. */
async function offline(proxy: TcpProxy, ms: number): Promise<void> {
  proxy.refuse();
  proxy.reset();
  await pause(ms);
  proxy.forward();
}

/** Every reader must come to have every byte, proved by its hash and the same that the steps printed. */
async function judgeReaders(result: RowResult, watchers: readonly Watcher[]): Promise<void> {
  const since = performance.now();
  for (const watcher of watchers) {
    let missing = await watcher.missing();
    while (missing.length > 0 && performance.now() - since < WHOLE_MS) {
      await pause(LOOK_MS);
      missing = await watcher.missing();
    }
    for (const what of missing) result.wrong.push(`I7 a reader of ${watcher.runId}: ${what} after ${WHOLE_MS} ms`);
    for (const { stepRunId, id, kind } of watcher.steps) {
      const held = watcher.bytes(stepRunId);
      if (kind === "run" && !(held && expectedOutput(watcher.runId, id).equals(held)))
        result.wrong.push(`I7 a reader of ${watcher.runId} holds other bytes of ${id} than it printed`);
    }
    watcher.close();
  }
}

async function leave(engine: EngineProcess, web: WebProcess): Promise<void> {
  await engine.end();
  await web.end("SIGTERM");
}
