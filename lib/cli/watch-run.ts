import type { Call } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { followRun } from "./follow-run.ts";
import { jsonLine, line } from "./print.ts";
import { humanSink, jsonSink, RUN_EXIT, runLine } from "./show-run.ts";

/** Shows a run until it rests. Ctrl-C ends only the watching. */
export async function watchRun({ io, json, values, api }: Call, runId: string): Promise<ExitCode> {
  const sink = json ? jsonSink(io) : humanSink(io, { raw: values.raw === true });
  const followed = await followRun(api(), runId, sink, io.interrupt);
  if (!followed) {
    const text = `You stopped watching; the run goes on. Watch it again: backout watch ${runId}. Stop it: backout stop ${runId}.`;
    if (json) io.out(jsonLine({ event: "detached", run: runId, detail: text }));
    else io.err(`\n${text}\n`);
    return EXIT.interrupted;
  }
  const { run, differing } = followed;
  const code = differing.length > 0 ? EXIT.failed : RUN_EXIT[run.status];
  if (json) {
    io.out(
      jsonLine({
        event: "end",
        run: run.id,
        status: run.status,
        reason: run.reason,
        proofs: run.proofs,
        incomplete: differing.map((s) => s.stepRunId),
        exitCode: code,
      }),
    );
    return code;
  }
  for (const proof of run.proofs) io.err(`${proof.verdict.padEnd(9)} ${line(proof.title)}: ${line(proof.detail)}\n`);
  if (run.reason) io.err(`${line(run.reason)}\n`);
  for (const step of differing)
    io.err(
      `The output of "${line(step.title)}" arrived damaged: it does not have its SHA-256. Read it again before you trust it.\n`,
    );
  io.err(`${runLine(run)}\n`);
  for (const next of run.next) io.err(`next: ${line(next.label)} (${line(next.because)})\n`);
  return code;
}
