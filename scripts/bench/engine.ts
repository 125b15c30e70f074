import { measureFleet } from "./fleet.ts";
import { measureFlood } from "./flood.ts";
import { measureLine } from "./line.ts";

const ms = (value: number) => `${Math.round(value)} ms`;

export async function printFleet(): Promise<void> {
  const fleet = await measureFleet(50);
  const against = (ours: number) => (fleet.ansibleMs ? `${(fleet.ansibleMs / ours).toFixed(1)} ×` : "");
  console.log(
    [
      `\n| one step on each of ${fleet.hosts} hosts at once | time | quicker than Ansible |\n|---|---|---|`,
      `| ours, connections included | ${ms(fleet.coldMs)} | ${against(fleet.coldMs)} |`,
      `| ours, connections open | ${ms(fleet.warmMs)} | ${against(fleet.warmMs)} |`,
      `| \`ansible -f ${fleet.hosts}\`, pipelining | ${fleet.ansibleMs ? ms(fleet.ansibleMs) : "not installed"} | |\n`,
    ].join("\n"),
  );
}

export async function printLine(): Promise<void> {
  const took = (await measureLine()).sort((a, b) => a - b);
  const at = (share: number) => `${(took[Math.floor(took.length * share)] ?? 0).toFixed(1)} ms`;
  console.log(
    `| line written on the target until a watcher has it | p50 | p99 | most |\n|---|---|---|---|\n| ${took.length} lines, about 100 a second, one watcher | ${at(0.5)} | ${at(0.99)} | ${at(0.9999)} |\n`,
  );
}

export async function printFlood(): Promise<void> {
  console.log("| flood, over SSH into PostgreSQL, sealed | ended | MiB/s | engine, most memory |\n|---|---|---|---|");
  for (const mib of [256, 1024]) {
    const f = await measureFlood(mib);
    console.log(
      `| ${Math.round(f.mib)} MiB | ${f.status}, ${f.complete ? "complete" : "NOT complete"} | ${(f.mib / f.seconds).toFixed(1)} | ${Math.round(f.engineMib)} MiB |`,
    );
  }
}
