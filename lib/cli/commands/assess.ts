import type { AssessmentView } from "#lib/contract/assessment.ts";
import { type Command, needed, text, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine, line } from "../print.ts";

export const assess: Command = {
  name: "assess",
  usage: "--playbook ID [--target NAME] SIGNAL=VALUE…   (a number, true, false, unknown; symptoms=one,another)",
  summary: "Judge severity from signals, and keep the judgement",
  options: { playbook: { type: "string" }, target: { type: "string" } },
  async run({ io, values, positionals, api, json }) {
    const target = text(values, "target");
    const verdict = await api().post<AssessmentView>("/assessments", {
      playbook: needed(text(values, "playbook"), "Which playbook? --playbook agent-platform"),
      ...(target === undefined ? {} : { target }),
      signals: Object.fromEntries(positionals.map(signal)),
    });
    if (json) io.out(jsonLine(verdict));
    else {
      io.out(
        `${verdict.severity}, ${verdict.action}${verdict.deadlineAt ? `, rollback due ${verdict.deadlineAt}` : ""}\n`,
      );
      for (const f of verdict.fired) io.out(`  fired    ${line(f.title)}: ${line(f.reason)}\n`);
      for (const f of verdict.close) io.out(`  close    ${line(f.title)}: ${line(f.reason)}\n`);
      for (const f of verdict.unknown) io.out(`  unknown  ${line(f.title)}: ${line(f.reason)}\n`);
      if (verdict.recommended)
        io.out(`recommended: ${verdict.recommended.procedure} (${line(verdict.recommended.title)})\n`);
      io.out(`assessment ${verdict.id}\n`);
    }
    return verdict.severity === "undetermined" ? EXIT.unproven : EXIT.ok;
  },
};

function signal(word: string): [string, number | boolean | null | string[]] {
  const at = word.indexOf("=");
  if (at < 1) throw new UsageError(`"${word}" is no signal. Write SIGNAL=VALUE, such as errorRatePercent=12.`);
  const [name, value] = [word.slice(0, at), word.slice(at + 1)];
  if (name === "symptoms") return [name, value.split(",").filter(Boolean)];
  if (value === "true" || value === "false") return [name, value === "true"];
  if (value === "unknown") return [name, null];
  if (value.trim() === "" || !Number.isFinite(Number(value)))
    throw new UsageError(`"${value}" of ${name} is neither a number nor true, false or unknown.`);
  return [name, Number(value)];
}
