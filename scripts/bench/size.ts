import type { Db } from "#lib/adapters/postgres/client.ts";
import { measureConsole } from "./console.ts";
import type { DemoFacts } from "./demo.ts";
import { declare } from "./levels.ts";
import { measureInteraction, measurePages } from "./pages.ts";
import { measureWatchers } from "./watchers.ts";

const CONSOLE_ROUNDS = 5;
/** One watcher; many of them with little and with much to hear. */
const AUDIENCES = [
  { watchers: 1, linesPerSecond: 100, forMs: 10_000 },
  { watchers: 1, linesPerSecond: 1_000, forMs: 10_000 },
  { watchers: 1_000, linesPerSecond: 1_000, forMs: 30_000 },
];

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const row = (name: string, values: number[]) => `| ${name} | ${ms(median(values))} | ${values.map(ms).join(", ")} |`;

export async function printConsole(facts: DemoFacts, db: Db): Promise<void> {
  const c = await measureConsole(facts, db, CONSOLE_ROUNDS);
  const size = `${c.output.lines.toLocaleString("en-US")} lines, ${Math.round(c.output.bytes / 1e6)} MB`;
  console.log(`| console of ${size} | median | all |\n|---|---|---|`);
  console.log(
    [
      row("run asked for until its newest lines are drawn", c.firstLinesMs),
      row("address opened until then, the page included", c.navigationMs),
      row("run asked for until a linked line in the middle is drawn", c.linkedLineMs),
      row("search of everything over HTTP", c.searchMs),
      `| JavaScript heap, first lines / after 200 jumps | ${Math.round(c.heapMb.first)} / ${Math.round(c.heapMb.after)} MB | |\n`,
    ].join("\n"),
  );
}

export async function printWatchers(facts: DemoFacts, db: Db): Promise<void> {
  const incident = await declare(facts, "Watched by many");
  console.log(
    "| watchers | lines a second | line due until received: p50 | p99 | most | web RSS | same bytes |\n|---|---|---|---|---|---|---|",
  );
  for (const audience of AUDIENCES) {
    const w = await measureWatchers(facts, db, incident, audience);
    console.log(
      `| ${w.watchers} | ${w.linesPerSecond} | ${ms(w.p50Ms)} | ${ms(w.p99Ms)} | ${ms(w.maxMs)} | ${Math.round(w.webRssMb)} MB | ${w.isSame ? "yes" : "NO"} |`,
    );
  }
  console.log("");
}

export async function printPages(facts: DemoFacts, db: Db): Promise<void> {
  const incident = await declare(facts, "Opened again and again");
  const room = `/incidents/${incident}`;
  console.log(
    "| page, empty cache | largest paint, median | all | layout shift, most | JavaScript, compressed |\n|---|---|---|---|---|",
  );
  for (const page of await measurePages(facts, ["/", "/assess", room, `${room}/rca`]))
    console.log(
      `| ${page.path.replace(room, "/incidents/N")} | ${ms(median(page.paintMs))} | ${page.paintMs.map(ms).join(", ")} | ${page.shift.toFixed(3)} | ${Math.round(page.scriptKb)} KB |`,
    );
  const times = (await measureInteraction(facts, db, incident)).sort((a, b) => a - b);
  console.log(
    `\n| press in the room until drawn, 1,000 lines a second streaming | median | p98 | most |\n|---|---|---|---|\n| ${times.length} presses | ${ms(median(times))} | ${ms(times[Math.floor(times.length * 0.98)] ?? 0)} | ${ms(times.at(-1) ?? 0)} |\n`,
  );
}
