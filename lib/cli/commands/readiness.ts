import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine, line, table } from "../print.ts";

type Item = { target: string; procedure?: string; readiness: string; reason?: string | null };

export const readiness: Command = {
  name: "readiness",
  usage: "[TARGET]",
  summary: "Which button would work right now, and why not",
  async run({ io, positionals, api, json }) {
    const { items } = await api().get<{ items: Item[] }>("/readiness");
    const shown = items.filter((i) => positionals[0] === undefined || i.target === positionals[0]);
    if (json) io.out(jsonLine({ items: shown }));
    else io.out(table(shown.map((i) => [i.target, i.procedure ?? "", i.readiness, line(i.reason ?? "")])));
    if (shown.some((i) => i.readiness === "not-ready" || i.readiness === "degraded")) return EXIT.failed;
    return shown.length > 0 && shown.every((i) => i.readiness === "ready") ? EXIT.ok : EXIT.unproven;
  },
};
