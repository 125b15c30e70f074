import pino from "pino";
import { expect, test } from "vitest";
import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import type { WatchTick } from "#lib/domain/watch/tick.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import { watchedOutput } from "./watch-ticks.ts";

const line = (tick: number, crossed = "") =>
  `\u001b]133;watch:step-1\t{"tick":${tick},"stableSeconds":0,"windowSeconds":5,"restarts":0,"totalSeconds":${tick},"atMostSeconds":15,"samples":[]}\t${crossed}\u001b\\stable for ${tick} s\n`;
const OWNER = { runId: "run-1", stepRunId: "step-1", epoch: 1 };

/** Output that an earlier engine stored, and what the port is given on top. */
function stored(earlier: string): OutputStore & { text(): string } {
  const pieces = [Buffer.from(earlier)];
  return {
    async append(_owner, atByte, piece) {
      pieces.push(Buffer.from(piece));
      return atByte + piece.length;
    },
    length: async () => Buffer.concat(pieces).length,
    async *read() {
      yield* [...pieces];
    },
    text: () => Buffer.concat(pieces).toString(),
  };
}

function watching(output: OutputStore, record: (tick: WatchTick) => void) {
  return watchedOutput(
    {
      output,
      engine: { kind: "engine", id: "e", name: "e" },
      log: pino({ level: "silent" }),
      watches: { record: async (_actor, _watch, tick) => record(tick) },
    },
    { run: { id: "run-1" } as RunState, step: { stepRunId: "step-1", title: "Stay" } as StepState, target: "host-1" },
  );
}

test("a pass whose line is cut between two engines, or between two pieces, is read once and whole", async () => {
  const [first, second, third] = [line(1), line(2, "p95 1600 ms"), line(3)];
  const earlier = stored(first + second.slice(0, 30));
  const seen: WatchTick[] = [];
  const output = watching(earlier, (tick) => seen.push(tick));
  for await (const _ of output.read("step-1"));
  expect(seen.map((t) => t.tick)).toEqual([1]);
  await output.append(OWNER, first.length + 30, Buffer.from(second.slice(30) + third.slice(0, 9)));
  await output.append(OWNER, first.length + second.length + 9, Buffer.from(third.slice(9)));
  expect(seen.map((t) => [t.tick, t.crossed])).toEqual([
    [1, null],
    [2, "p95 1600 ms"],
    [3, null],
  ]);
  expect(earlier.text()).toBe(first + second + third);
});

test("a pass that cannot be recorded keeps nothing from being stored", async () => {
  const inner = stored("");
  const output = watching(inner, () => {
    throw new Error("no database");
  });
  await output.append(OWNER, 0, Buffer.from(line(1)));
  expect(inner.text()).toBe(line(1));
});
