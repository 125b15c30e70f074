import { readdirSync, readFileSync } from "node:fs";

export type Memory = { supervisor: number; web: number; engine: number; postgres: number; total: number };

/** Proportional set size in MB of supervisor, web, engine and PostgreSQL below a process; npm, the range and the demo's own process are not Backout. */
export function memoryOf(rootPid: number): Memory {
  const sum: Memory = { supervisor: 0, web: 0, engine: 0, postgres: 0, total: 0 };
  for (const pid of descendants(rootPid)) {
    const name = partOf(pid);
    if (name) sum[name] += pssMb(pid);
  }
  sum.total = sum.supervisor + sum.web + sum.engine + sum.postgres;
  return sum;
}

function partOf(pid: number): Exclude<keyof Memory, "total"> | null {
  const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  if (command.includes("lib/server/main.ts")) return "supervisor";
  if (command.includes("lib/server/web.ts")) return "web";
  if (command.includes("lib/server/engine.ts")) return "engine";
  return command.includes("postgres") ? "postgres" : null;
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (stat) parents.set(Number(name), parent);
  }
  const within = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid > 1 && within(parents.get(pid) as number));
  return [...parents.keys()].filter(within);
}

const pssMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
