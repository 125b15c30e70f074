// The fault campaign: `npm run faults`. Prints Markdown; exit code 1 when an invariant was broken. A row is repeated with `--row R2 --seed 7`.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { startTcpProxy, type TcpProxy } from "#lib/testing/tcp-proxy.ts";
import { createLab, type Lab } from "./lab.ts";
import { createRandom, type Random } from "./random.ts";
import type { RowResult } from "./result.ts";
import { type AnsibleFigures, killAnsible } from "./rows/ansible.ts";
import { fillDatabaseDisk, hinderDatabase, loseDatabase } from "./rows/database.ts";
import { freeze, upgrade } from "./rows/engine-life.ts";
import { killAtBoundaries, killAtRandom } from "./rows/kill-engine.ts";
import { litter } from "./rows/litter.ts";
import { resetSsh, silence } from "./rows/path.ts";
import { cancelAtRandom, pressAtOnce } from "./rows/people.ts";
import { killOnRange } from "./rows/range.ts";
import { killOnTarget } from "./rows/supervisor.ts";
import { killWeb, loseReader } from "./rows/watching.ts";
import { PROGRESS_MS } from "./watch.ts";

type Row = {
  row: string;
  /** Trials of the whole campaign, and of the short one in `npm test`. */
  trials: number;
  quick: number;
  run(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult>;
};

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    row: { type: "string", multiple: true },
    seed: { type: "string" },
    trials: { type: "string" },
  },
});
const ANSIBLE_TRIALS = 30;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
let proxy: TcpProxy | undefined;
const throughProxy =
  (run: (lab: Lab, proxy: TcpProxy, random: Random, seed: number, trials: number) => Promise<RowResult>): Row["run"] =>
  (lab, ...rest) => {
    if (!proxy) throw new Error("there is no proxy");
    return run(lab, proxy, ...rest);
  };

const rows: Row[] = [
  { row: "R1", trials: 1_320, quick: 110, run: killAtBoundaries },
  { row: "R2", trials: 1_000, quick: 20, run: killAtRandom },
  { row: "R2-range", trials: 66, quick: 0, run: killOnRange },
  { row: "R3", trials: 300, quick: 8, run: killWeb },
  { row: "R4", trials: 300, quick: 8, run: freeze },
  { row: "R5", trials: 500, quick: 20, run: throughProxy(resetSsh) },
  { row: "R6", trials: 100, quick: 0, run: throughProxy(silence) },
  { row: "R10", trials: 300, quick: 16, run: killOnTarget },
  { row: "R11", trials: 300, quick: 8, run: loseDatabase },
  { row: "R12", trials: 120, quick: 0, run: hinderDatabase },
  // A file system of its own takes root.
  { row: "R14", trials: process.getuid?.() === 0 ? 100 : 0, quick: 0, run: fillDatabaseDisk },
  { row: "R17", trials: 300, quick: 8, run: loseReader },
  { row: "R21", trials: 500, quick: 10, run: pressAtOnce },
  { row: "R22", trials: 1_200, quick: 20, run: cancelAtRandom },
  { row: "R33", trials: 150, quick: 10, run: upgrade },
  { row: "I12", trials: 1, quick: 1, run: litter },
];

const chosen = rows.filter((r) => !values.row || values.row.includes(r.row));
const lab = await createLab(async (sshd) => {
  proxy = await startTcpProxy(sshd);
  return proxy.port;
});
let isBroken = false;
try {
  console.log(
    `## Fault campaign of ${new Date().toISOString().slice(0, 10)}\n\nSeed ${seed}, ${cpus().length} cores, Node ${process.version}. A trial is one run that was alive when the fault hit it.\n`,
  );
  console.log("| row | fault | trials | violations | bound (3/N) | slowest until at rest | seconds |");
  console.log("|---|---|---|---|---|---|---|");
  const details: string[] = [];
  for (const { row, run, ...wanted } of chosen) {
    const trials = Number(values.trials ?? (values.quick ? wanted.quick : wanted.trials));
    if (trials === 0) continue;
    const since = performance.now();
    const result = await run(lab, createRandom(seed), seed, trials);
    // The short campaign may share its machine with whatever else a CI runs: there only a stuck run counts.
    if (!values.quick && result.slowestMs > PROGRESS_MS)
      result.wrong.push(`I4 took ${result.slowestMs} ms to come to rest`);
    isBroken ||= result.wrong.length > 0;
    const bound = result.wrong.length === 0 ? `${((3 / result.trials) * 100).toFixed(2)} %` : "";
    console.log(
      `| ${row} | ${result.what} | ${result.trials} | ${result.wrong.length} | ${bound} | ${(result.slowestMs / 1000).toFixed(1)} s | ${Math.round((performance.now() - since) / 1000)} |`,
    );
    if (result.counts.size > 0)
      details.push(`- ${row}: ${[...result.counts].map(([name, n]) => `${name} ${n}`).join(", ")}`);
    details.push(...result.wrong.slice(0, 20).map((w) => `- ${row} VIOLATION (--row ${row} --seed ${seed}): ${w}`));
  }
  console.log(`\n${details.join("\n")}`);
  if (!values.row && !values.quick)
    console.log(`\n${ansibleLine(await killAnsible(lab, createRandom(seed), ANSIBLE_TRIALS))}`);
} finally {
  await proxy?.stop();
  await lab.stop();
}
if (isBroken) process.exit(1);

function ansibleLine(figures: AnsibleFigures | null): string {
  if (!figures) return "Ansible is not installed, so nothing was compared.";
  const { trials, trialsWithDoubles, startedTwice, linesPrinted, linesKept } = figures;
  return (
    `Beside it, \`ansible-playbook\` with twelve tasks from a shell, killed at a random instant and run again, ${trials} trials: ` +
    `${startedTwice} steps were started twice, in ${trialsWithDoubles} of the trials; of ${linesPrinted} lines that the steps had printed by then, ${linesKept} can be read.`
  );
}
