import pino from "pino";
import { expect, test } from "vitest";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { getIncident } from "#lib/services/incidents/get.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { getWatches } from "#lib/services/watch/get.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";
import { until } from "./until.ts";

/** Wobbles in its third look, of the proof and of every pass; then it is fine. */
const kit = await createKit(
  smallPlaybook({
    "scripts/probe-changed.sh": `echo x >> "$HOME_DIR/looks"; n=$(wc -l < "$HOME_DIR/looks" | tr -d ' ')
sample looks "$n" "" ""; sample p95-latency "$((n * 10))" 1500 ms
[ "$n" -ne 3 ] || { detail "it wobbled"; exit 1; }
detail "fine"`,
  }),
  { engine: false },
);

test("a crossed limit starts the clock again and stands in the timeline; a second engine misses no pass and repeats none", async () => {
  const queue = await createQueue({ url: kit.db.url, works: true, log: pino({ level: "silent" }) });
  const first = await kit.launch("engine-1", queue);
  const number = await kit.declare();
  const { run } = await startRun(kit.ctx(), {
    incident: number,
    body: { procedure: "level-1" },
    idempotencyKey: crypto.randomUUID(),
  });
  const watches = () => getWatches(kit.ctx(), run.id);
  await until(watches, ([watch]) => (watch?.restarts ?? 0) > 0);
  // What may replace the run is offered while it still watches.
  const watching = await kit.until(run.id, (view) => view.status === "running");
  expect(watching.next).toContainEqual(expect.objectContaining({ kind: "procedure", procedure: "level-2" }));
  await first.stop();
  await queue.stop();
  const second = await kit.launch("engine-2");
  const ended = await kit.rested(run.id);
  await second.stop();
  expect(ended.status, ended.reason ?? "").toBe("succeeded");

  const [watch] = await watches();
  expect(watch).toMatchObject({
    target: "host-1",
    windowSeconds: 5,
    atMostSeconds: 15,
    restarts: 1,
    crossed: { text: "The change is there: it wobbled" },
  });
  expect(watch?.stableSeconds).toBeGreaterThanOrEqual(5);
  const looks = watch?.series.find((s) => s.name === "looks")?.points.map(([, value]) => value) ?? [];
  expect(looks).toEqual(looks.map((_, i) => i + 2));
  expect(watch?.series.find((s) => s.name === "p95-latency")).toMatchObject({ unit: "ms", limit: 1500 });
  const { timeline } = await getIncident(kit.ctx(), number);
  expect(timeline.filter((e) => e.kind === "watch.crossed")).toEqual([
    expect.objectContaining({ text: expect.stringMatching(/^"Stay" on host-1: a limit was crossed .* it wobbled/) }),
  ]);
});
