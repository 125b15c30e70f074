// The figures of docs/benchmarks.md: `npm run bench`. Prints Markdown; peers run beside ours in the same rounds, so that ratios mean something on any machine.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import type { Db } from "#lib/adapters/postgres/client.ts";
import { openDemoDatabase } from "#lib/testing/demo-database.ts";
import { type RunningDemo, startDemo } from "./demo.ts";
import { printFleet, printFlood, printLine } from "./engine.ts";
import { measureFirstByte } from "./first-byte.ts";
import { measureLevel } from "./levels.ts";
import { type Memory, memoryOf } from "./memory.ts";
import { measureOverhead } from "./overhead.ts";
import { printConsole, printPages, printWatchers } from "./size.ts";

const dir = mkdtempSync(path.join(tmpdir(), "backout-bench-"));
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (value: number) => `${Math.round(value)} ms`;
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
const mb = (m: Memory) =>
  `${Math.round(m.engine)} | ${Math.round(m.web)} | ${Math.round(m.supervisor)} | ${Math.round(m.postgres)} | ${Math.round(m.total)}`;
let demo: RunningDemo | null = null;
let db: Db | null = null;
try {
  console.log(
    `## Figures of ${new Date().toISOString().slice(0, 10)}\n\n${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), Node ${process.version}.\n`,
  );
  const port = await freePort();
  demo = await startDemo(dir, port);
  const coldMs = demo.startMs;
  await demo.stop();
  demo = await startDemo(dir, port);
  console.log(
    `| start of the demo | until ready |\n|---|---|\n| cold (new database, new drill range; pages built) | ${seconds(coldMs)} |\n| warm | ${seconds(demo.startMs)} |\n`,
  );

  const idle = memoryOf(demo.supervisorPid);
  const levels = [];
  let busy = idle;
  for (const level of [1, 2, 3] as const) {
    const sampler = setInterval(() => {
      const now = memoryOf(demo?.supervisorPid ?? 0);
      if (now.total > busy.total) busy = now;
    }, 500);
    levels.push(await measureLevel(dir, demo.facts, level));
    clearInterval(sampler);
  }
  console.log(
    "| level | ended | machine time, without its watch | without an answer, from outside |\n|---|---|---|---|",
  );
  for (const l of levels)
    console.log(
      `| ${l.level} | ${l.status} | ${seconds(l.machineMs)} | ${ms(l.downMs)} in all, longest ${ms(l.longestGapMs)} |`,
    );
  console.log(
    `\n| memory, PSS in MB | engine | web | supervisor | PostgreSQL | together |\n|---|---|---|---|---|---|\n| idle | ${mb(idle)} |\n| most during the levels | ${mb(busy)} |\n`,
  );

  const first = await measureFirstByte(dir, demo.facts, 5);
  console.log(
    `| press to first output byte in the browser | median | all |\n|---|---|---|\n| level 1, confirmation open, ${first.length} presses | ${ms(median(first))} | ${first.map(ms).join(", ")} |\n`,
  );
  db = openDemoDatabase(path.join(dir, "demo"));
  await printPages(demo.facts, db);
  await printConsole(demo.facts, db);
  await printWatchers(demo.facts, db);
  await db.close();
  db = null;
  await demo.stop();
  demo = null;

  const o = await measureOverhead(15);
  const base = median(o.loopMs);
  const row = (name: string, values: number[]) =>
    `| ${name} | ${ms(median(values))} | ${(median(values) / base).toFixed(2)} |`;
  console.log(`| six trivial steps, ${o.rounds} interleaved rounds | median | against the loop |\n|---|---|---|`);
  console.log(
    [
      row("bare loop over a warm ssh2 connection", o.loopMs),
      row("our runner: at most once, followed, hashed", o.runnerMs),
      row("OpenSSH with ControlMaster", o.masterMs),
      ...(o.ansibleMs ? [row("Ansible with pipelining", o.ansibleMs)] : ["| Ansible | not installed | |"]),
    ].join("\n"),
  );

  await printFleet();
  await printLine();
  await printFlood();
} finally {
  await db?.close();
  await demo?.stop();
  rmSync(dir, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
