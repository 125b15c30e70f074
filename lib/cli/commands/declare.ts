import { type Command, list, needed, text } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine } from "../print.ts";

export const declare: Command = {
  name: "declare",
  usage: "TITLE --target NAME… (--assessment ID | --severity critical|major|minor) [--reason TEXT]",
  summary: "Declare an incident",
  options: {
    target: { type: "string", multiple: true },
    assessment: { type: "string" },
    severity: { type: "string" },
    reason: { type: "string" },
  },
  async run({ io, values, positionals, api, json }) {
    const [assessmentId, severity, reason] = ["assessment", "severity", "reason"].map((name) => text(values, name));
    const { number } = await api().post<{ number: number }>("/incidents", {
      title: needed(positionals[0], "What is broken? Give a title."),
      targets: list(values, "target"),
      ...(assessmentId === undefined ? {} : { assessmentId }),
      ...(severity === undefined ? {} : { severity }),
      ...(reason === undefined ? {} : { reason }),
    });
    io.out(
      json
        ? jsonLine({ number, url: `${api().url}/incidents/${number}` })
        : `INC-${number}  ${api().url}/incidents/${number}\n`,
    );
    return EXIT.ok;
  },
};
