import { setTimeout as pause } from "node:timers/promises";
import type { RunView } from "#lib/contract/run.ts";
import type { Call, Command } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findRun } from "../find-run.ts";
import { isAtRest } from "../follow-run.ts";
import { jsonLine } from "../print.ts";
import { runLine } from "../show-run.ts";
import { watchRun } from "../watch-run.ts";

const LOOK_MS = 250;
const RUN = "RUN|INC-n   (of an incident the newest run)";

export const watch: Command = {
  name: "watch",
  usage: `${RUN} [--raw]`,
  summary: "Output as it is written, until the run rests; Ctrl-C leaves the run running",
  options: { raw: { type: "boolean" } },
  run: async (call) => watchRun(call, await findRun(call.api(), call.positionals[0])),
};

export const stop: Command = {
  name: "stop",
  usage: RUN,
  summary: "Stop a run; waits until no process of it is left on the target",
  async run(call) {
    const { io, api } = call;
    const id = await findRun(api(), call.positionals[0]);
    await api().post(`/runs/${id}/cancel`);
    for (;;) {
      const run = await api().get<RunView>(`/runs/${id}`);
      if (isAtRest(run.status) || io.interrupt.aborted)
        return told(call, run, run.status === "cancelled" ? EXIT.ok : EXIT.unproven);
      await pause(LOOK_MS);
    }
  },
};

const act = (name: string, verb: string, summary: string): Command => ({
  name,
  usage: RUN,
  summary,
  async run(call) {
    const { api } = call;
    const id = await findRun(api(), call.positionals[0]);
    await api().post(`/runs/${id}/${verb}`);
    return told(call, await api().get<RunView>(`/runs/${id}`), EXIT.ok);
  },
});
export const approve = act("approve", "approve", "Give a second person's consent to a run; it arms, it does not start");
export const start = act("start", "start", "Start a run that is approved");

function told({ io, json }: Call, run: RunView, code: ExitCode): ExitCode {
  io.out(json ? jsonLine({ run: run.id, status: run.status, reason: run.reason }) : `${runLine(run)}\n`);
  return code;
}
