import type { OutputHits } from "#lib/contract/output.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { LineSearch } from "#lib/domain/output/line-search.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { bytesBetween } from "./stored-output.ts";

type Wanted = { runId: string; q: string; target?: string | undefined; limit: number };

/** Lines of everything stored of a run that hold a text, in the order of its steps; a log of any size needs little memory. */
export async function searchOutput(ctx: ServiceContext, { runId, q, target, limit }: Wanted): Promise<OutputHits> {
  authorise(ctx, "incident.read");
  const run = await ctx.db.run.findUnique({
    where: { id: runId },
    select: {
      steps: {
        where: target === undefined ? {} : { target: { name: target } },
        select: { id: true, outputBytes: true },
        orderBy: [{ position: "asc" }, { attempt: "asc" }, { id: "asc" }],
      },
    },
  });
  if (!run) throw new AppError("not-found", "There is no such run.");
  const items: OutputHits["items"] = [];
  for (const { id: stepRunId, outputBytes } of run.steps) {
    // One more than wanted: so it is known whether there are more.
    const search = new LineSearch(q, limit + 1 - items.length);
    for await (const piece of bytesBetween(ctx, stepRunId, { from: 0, end: Number(outputBytes) })) {
      search.push(piece);
      if (search.isFull) break;
    }
    search.end();
    items.push(...search.hits.map(({ line, ...hit }) => ({ stepRunId, line: line + 1, ...hit })));
    if (items.length > limit) break;
  }
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}
