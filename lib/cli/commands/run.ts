import { randomUUID } from "node:crypto";
import { Unreachable } from "../api.ts";
import { type Call, type Command, incidentNumber, list, needed, text, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { makePlan, showPlan } from "../plan.ts";
import { jsonLine } from "../print.ts";
import { watchRun } from "../watch-run.ts";

type Started = { id: string; status: string; incident: number };

export const run: Command = {
  name: "run",
  usage:
    "INC-n PROCEDURE [--option ID] [--target NAME…] [--choose NAME=VALUE…] [--confirm-target NAME] [--yes] [--detach] [--key KEY]",
  summary: "Show what would run, start exactly that, and watch it",
  options: {
    option: { type: "string" },
    target: { type: "string", multiple: true },
    choose: { type: "string", multiple: true },
    "confirm-target": { type: "string" },
    yes: { type: "boolean", short: "y" },
    detach: { type: "boolean" },
    key: { type: "string" },
    raw: { type: "boolean" },
  },
  async run(call) {
    const { io, values, positionals, api, json } = call;
    const incident = incidentNumber(positionals[0]);
    const procedure = needed(positionals[1], "Which procedure? Such as level-1.");
    if (values.yes !== true && !io.isInteractive)
      throw new UsageError("Nobody can be asked here, and nothing was started. Add --yes to start without a question.");
    const choices = Object.fromEntries(list(values, "choose").map(choice));
    const plan = await makePlan(api(), incident, {
      procedure,
      option: text(values, "option"),
      targets: list(values, "target"),
    });
    if (!json) io.err(showPlan(plan));
    if (plan.state !== "ready") {
      if (json) io.out(jsonLine(plan));
      return EXIT.failed;
    }
    if (
      values.yes !== true &&
      !(await agreed(
        call,
        plan.targets.map((t) => t.name),
      ))
    ) {
      io.err("Nothing was started.\n");
      return EXIT.refused;
    }
    const confirmTarget = text(values, "confirm-target");
    const started = await start(call, incident, {
      planId: plan.id,
      ...(Object.keys(choices).length > 0 ? { choices } : {}),
      ...(confirmTarget === undefined ? {} : { confirmTarget }),
    });
    if (json) io.out(jsonLine({ event: "started", run: started.id, incident, status: started.status }));
    else io.err(`run ${started.id}  ${api().url}/incidents/${incident}\n`);
    return values.detach === true ? EXIT.ok : await watchRun(call, started.id);
  },
};

async function agreed({ io }: Call, targets: string[]): Promise<boolean> {
  const answer = await io.ask(`Start this on ${targets.join(", ")}? Type yes: `);
  return answer.trim().toLowerCase() === "yes";
}

/** The same key again is the same start, so whoever got no answer may ask again without starting twice. */
async function start({ api, values }: Call, incident: number, body: unknown): Promise<Started> {
  const key = text(values, "key") ?? randomUUID();
  try {
    return await api().post<Started>(`/incidents/${incident}/runs`, body, { "idempotency-key": key });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new Unreachable(
      `${error.message}\nWhether the run was started is not known. Look with "backout watch INC-${incident}" before you start anything.`,
      { cause: error },
    );
  }
}

function choice(word: string): [string, string] {
  const at = word.indexOf("=");
  if (at < 1) throw new UsageError(`"${word}" is no choice. Write NAME=VALUE, such as STABLE_TAG=v1.0.0-stable.`);
  return [word.slice(0, at), word.slice(at + 1)];
}
