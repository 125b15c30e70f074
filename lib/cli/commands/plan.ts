import { type Command, incidentNumber, list, needed, text } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { makePlan, showPlan } from "../plan.ts";
import { jsonLine } from "../print.ts";

export const plan: Command = {
  name: "plan",
  usage: "INC-n PROCEDURE [--option ID] [--target NAME…]",
  summary: "Ask an engine, read-only, what a start would do",
  options: { option: { type: "string" }, target: { type: "string", multiple: true } },
  async run({ io, values, positionals, api, json }) {
    const found = await makePlan(api(), incidentNumber(positionals[0]), {
      procedure: needed(positionals[1], "Which procedure? Such as level-1."),
      option: text(values, "option"),
      targets: list(values, "target"),
    });
    if (json) io.out(jsonLine(found));
    else io.out(showPlan(found));
    return found.state === "ready" ? EXIT.ok : EXIT.failed;
  },
};
