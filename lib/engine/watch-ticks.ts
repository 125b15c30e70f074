import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import { tickOf } from "#lib/domain/watch/tick.ts";
import type { OutputStore } from "#lib/ports/output-store.ts";
import type { EngineDeps } from "./deps.ts";

/** A longer line is none of ours. */
const MAX_LINE_BYTES = 16 * 1024;

/**
 * The output of a watch, read along as it is stored: masked, each byte once and in order. An engine that takes the step over reads what was stored before
 * first, so no pass is missed; one that was recorded already is not recorded again. What cannot be recorded holds up nothing: the output has it.
 */
export function watchedOutput(
  { output, watches, engine, log }: Pick<EngineDeps, "output" | "watches" | "engine" | "log">,
  { run, step, target }: { run: RunState; step: StepState; target: string },
): OutputStore {
  const watch = { runId: run.id, stepRunId: step.stepRunId, title: step.title, target };
  let open = "";
  const decoder = new TextDecoder();
  async function readAlong(piece: Uint8Array): Promise<void> {
    const lines = (open + decoder.decode(piece, { stream: true })).split("\n");
    open = (lines.pop() ?? "").slice(0, MAX_LINE_BYTES);
    for (const line of lines) {
      const tick = tickOf(line, step.stepRunId);
      if (tick)
        await watches
          .record(engine, watch, tick)
          .catch((error: unknown) => log.warn({ err: error, ...watch }, "a pass of a watch was not recorded"));
    }
  }
  return {
    length: (stepRunId) => output.length(stepRunId),
    async append(owner, atByte, piece) {
      const stored = await output.append(owner, atByte, piece);
      await readAlong(piece);
      return stored;
    },
    async *read(stepRunId) {
      for await (const piece of output.read(stepRunId)) {
        await readAlong(piece);
        yield piece;
      }
    },
  };
}
