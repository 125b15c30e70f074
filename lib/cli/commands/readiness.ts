import type { ReadinessBoard } from "#lib/contract/readiness.ts";
import { type Command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine, line, table } from "../print.ts";

/** States that have nothing to do with whether a button works. */
const NOT_COUNTED = ["not-set-up"];

export const readiness: Command = {
  name: "readiness",
  usage: "[TARGET]",
  summary: "Which button would work right now, and why not",
  async run({ io, positionals, api, json }) {
    const board = await api().get<ReadinessBoard>("/readiness");
    const [wanted] = positionals;
    const items = board.items.filter((i) => wanted === undefined || i.target === wanted);
    if (wanted !== undefined && items.length === 0) throw new UsageError(`There is no target "${wanted}".`);
    if (json)
      io.out(jsonLine({ ...board, items, fixes: board.fixes.filter((f) => items.some((i) => i.target === f.target)) }));
    else
      io.out(
        table(
          items.flatMap((i) =>
            i.cells.map((c) => [
              i.target,
              c.procedure,
              c.state,
              line(c.reasons.map((r) => `${r.title}: ${r.says}`).join("; ")),
            ]),
          ),
        ),
      );
    const states = items.flatMap((i) => i.cells.map((c) => c.state)).filter((s) => !NOT_COUNTED.includes(s));
    if (states.some((s) => s === "not-ready" || s === "degraded")) return EXIT.failed;
    return states.length > 0 && states.every((s) => s === "ready") ? EXIT.ok : EXIT.unproven;
  },
};
