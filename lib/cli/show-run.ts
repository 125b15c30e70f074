import type { RunView, StepRunView } from "#lib/contract/run.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import type { Io } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { RunSink } from "./follow-run.ts";
import { jsonLine, line, plainOutput } from "./print.ts";

export const RUN_EXIT: Record<RunStatus, ExitCode> = {
  succeeded: EXIT.ok,
  failed: EXIT.failed,
  cancelled: EXIT.failed,
  unproven: EXIT.unproven,
  interrupted: EXIT.unproven,
  "awaiting-approval": EXIT.unproven,
  armed: EXIT.unproven,
  queued: EXIT.unproven,
  running: EXIT.unproven,
  waiting: EXIT.unproven,
};

const SAYS: Record<RunStatus, string> = {
  "awaiting-approval": 'waits for a second person: "backout approve RUN"',
  armed: 'is approved and waits for its start: "backout start RUN"',
  queued: "waits for an engine",
  running: "is running",
  waiting: "waits for a person to confirm a step, in the browser",
  succeeded: "succeeded: proven",
  unproven: "finished, not proven",
  failed: "failed",
  cancelled: "was stopped; no process of it is left on the target",
  interrupted: "was interrupted: nothing proves what happened, and a person has to say",
};

export const runLine = (run: Pick<RunView, "id" | "title" | "status">): string =>
  `${line(run.title)} ${SAYS[run.status].replace("RUN", run.id)}`;

/** What a person reads while a run goes on. */
export function humanSink(io: Io, { raw }: { raw: boolean }): RunSink {
  const decoders = new Map<string, TextDecoder>();
  const told = new Map<string, string>();
  const tell = (key: string, text: string) => {
    if (told.get(key) === text) return;
    told.set(key, text);
    io.err(`${text}\n`);
  };
  let writer: string | null = null;
  const targetsOf = (run: RunView) => (run.targets.length > 1 ? (s: StepRunView) => `[${s.target}] ` : () => "");
  let prefix: (step: StepRunView) => string = () => "";
  return {
    run(run) {
      prefix = targetsOf(run);
      for (const step of run.steps) {
        if (step.status === "pending") continue;
        const reason = step.reason ? `: ${line(step.reason)}` : "";
        tell(`${step.stepRunId}`, `${prefix(step)}── ${line(step.title)}: ${step.status}${reason}`);
        if (step.status === "waiting" && step.question) tell(`${step.stepRunId}?`, `   ${line(step.question)}`);
      }
      tell("run", runLine(run));
    },
    output(step, _atByte, bytes) {
      if (raw) return io.out(bytes);
      // Who reads several targets at once has to see whose line it is.
      const decoder = decoders.get(step.stepRunId) ?? new TextDecoder();
      decoders.set(step.stepRunId, decoder);
      const text = plainOutput(decoder.decode(bytes, { stream: true }));
      const mark = prefix(step);
      if (mark === "") return io.out(text);
      if (writer !== step.stepRunId) io.out(`${writer === null ? "" : "\n"}${mark}\n`);
      writer = step.stepRunId;
      io.out(text);
    },
  };
}

/** One JSON document a line; output as base64, because it may be any bytes. */
export function jsonSink(io: Io): RunSink {
  return {
    run: (run) =>
      io.out(
        jsonLine({
          event: "run",
          run: run.id,
          status: run.status,
          seq: run.seq,
          steps: run.steps.map(({ id, stepRunId, target, status }) => ({ id, stepRunId, target, status })),
        }),
      ),
    output: (step, atByte, bytes) =>
      io.out(
        jsonLine({
          event: "output",
          step: step.id,
          stepRunId: step.stepRunId,
          target: step.target,
          atByte,
          base64: Buffer.from(bytes).toString("base64"),
        }),
      ),
  };
}
