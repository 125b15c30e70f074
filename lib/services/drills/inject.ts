import { injectionOf } from "#lib/domain/drill/facts.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";
import { findOption } from "#lib/domain/run/steps.ts";
import { authorise, type ServiceContext } from "../context.ts";
import type { Started } from "../runs/once.ts";
import { startRun } from "../runs/start.ts";
import { undoRun } from "../runs/undo.ts";
import { drillSubject } from "./subject.ts";
import { requireVerb } from "./verb.ts";

type Asked = { number: number; idempotencyKey: string };

/** Breaks the drill's targets as its scenario says: an ordinary run, recorded and streamed like every other, with its own undo. */
export async function injectFailure(ctx: ServiceContext, { number, idempotencyKey }: Asked): Promise<Started> {
  authorise(ctx, "drill.manage");
  const { row, facts, scenario } = await drillSubject(ctx, number);
  const { incident } = row;
  const isRepeated = await wasAsked(ctx, idempotencyKey);
  if (!isRepeated) requireVerb(facts, "inject", number, ctx.clock.now());
  if (!incident)
    throw new AppError(
      "not-possible-now",
      `DRILL-${number} has no incident. Nothing was started. Start the drill first.`,
    );
  const choices = row.version === null ? {} : { choices: versionChoice(scenario, row.version) };
  return startRun(ctx, {
    incident: incident.number,
    idempotencyKey,
    body: { procedure: scenario.procedure, ...choices },
  });
}

/** Puts back what was injected, last step first. What a rollback has replaced since stays as it is. */
export async function resetDrill(ctx: ServiceContext, { number, idempotencyKey }: Asked): Promise<Started> {
  authorise(ctx, "drill.manage");
  const { facts } = await drillSubject(ctx, number);
  const isRepeated = await wasAsked(ctx, idempotencyKey);
  if (!isRepeated) requireVerb(facts, "reset", number, ctx.clock.now());
  return undoRun(ctx, { runId: injectionOf(facts)?.id ?? "", idempotencyKey });
}

/** A repetition is answered with its run, whatever the drill has come to since. */
const wasAsked = async (ctx: ServiceContext, idempotencyKey: string): Promise<boolean> =>
  (await ctx.db.run.findUnique({
    where: { actorId_idempotencyKey: { actorId: ctx.actor.id, idempotencyKey } },
    select: { id: true },
  })) !== null;

/** The release that a scenario is to deploy, as the choice of its own. Throws AppError "invalid" when it deploys none. */
export function versionChoice(scenario: Procedure, version: string): Record<string, string> {
  const choose = findOption(scenario, undefined)?.steps.find((s) => "choose" in s && s.type === "git-tag");
  if (choose && "choose" in choose) return { [choose.choose]: version };
  throw new AppError(
    "invalid",
    `"${scenario.title}" deploys no release, so there is no version to say. Nothing was changed.`,
    {
      errors: [{ path: "version", message: "leave it out, or choose a scenario that deploys a release" }],
    },
  );
}
