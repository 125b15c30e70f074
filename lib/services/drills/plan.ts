import type { PlanDrill } from "#lib/contract/drill.ts";
import { whyNotDrilled } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { versionChoice } from "./inject.ts";
import { recordDrill } from "./record.ts";
import { checkSeries, checkZone, keptRule } from "./recurrence.ts";
import { scheduleNotices } from "./schedule.ts";
import { rehearsal } from "./subject.ts";

/** A form that was filled in for a minute is no plan for the past. */
const PAST_MS = 60_000;

/** Plans a drill, and with a rule the series that follows from it. Production targets are refused. */
export async function planDrill(ctx: ServiceContext, body: PlanDrill): Promise<{ number: number }> {
  authorise(ctx, "drill.manage");
  const { playbook } = await currentPlaybook(ctx.db, body.playbook);
  const { plan, scenario } = rehearsal(playbook, body);
  if (body.version !== undefined) checkVersion(scenario, body.version);
  const targets = await drillTargets(ctx, body);
  if (body.reproduces !== undefined && !(await ctx.db.incident.findUnique({ where: { number: body.reproduces } })))
    throw new AppError("invalid", `There is no incident INC-${body.reproduces} to reproduce. Nothing was planned.`, {
      errors: [{ path: "reproduces", message: "unknown" }],
    });
  const scheduledAt = new Date(body.scheduledAt);
  const now = ctx.clock.now();
  refusePast(scheduledAt, now);
  checkZone(body.timeZone);
  const wanted = body.rrule === undefined ? plan.every : body.rrule;
  const series = wanted === null ? null : { rrule: wanted, timeZone: body.timeZone, first: scheduledAt };
  const rrule = series && keptRule(series);
  if (series && rrule) checkSeries({ ...series, rrule });

  return ctx.db.$transaction(async (tx) => {
    const drill = await tx.drill.create({
      data: {
        seriesId: crypto.randomUUID(),
        title: body.title,
        playbook: body.playbook,
        procedure: body.procedure,
        scenario: body.scenario,
        version: body.version ?? null,
        reproduces: body.reproduces ?? null,
        owner: body.owner,
        participants: body.participants,
        rrule,
        timeZone: body.timeZone,
        scheduledAt,
        durationMs: plan.duration,
        createdBy: ctx.actor,
        createdAt: now,
        targets: { create: targets.map(({ id }) => ({ targetId: id })) },
      },
    });
    await scheduleNotices(ctx, tx, drill);
    await recordDrill(
      ctx,
      tx,
      { number: drill.number, incident: null },
      {
        action: "drill.plan",
        text: `${body.title} planned`,
        data: {
          scheduledAt: body.scheduledAt,
          targets: body.targets,
          procedure: body.procedure,
          scenario: body.scenario,
        },
      },
    );
    return { number: drill.number };
  });
}

function checkVersion(scenario: Procedure, version: string): void {
  versionChoice(scenario, version);
  const wrong = checkParameter("git-tag", version);
  if (wrong)
    throw new AppError("invalid", `The version cannot be used: ${wrong}. Nothing was planned.`, {
      errors: [{ path: "version", message: wrong }],
    });
}

export function refusePast(scheduledAt: Date, now: Date): void {
  if (scheduledAt.getTime() >= now.getTime() - PAST_MS) return;
  throw new AppError(
    "invalid",
    `${scheduledAt.toISOString()} is over. Nothing was planned. Choose a time that is to come.`,
    {
      errors: [{ path: "scheduledAt", message: "is in the past" }],
    },
  );
}

async function drillTargets(ctx: ServiceContext, body: PlanDrill): Promise<{ id: string }[]> {
  const names = [...new Set(body.targets)];
  const targets = await ctx.db.target.findMany({
    where: { name: { in: names } },
    include: { playbookVersion: { select: { playbook: true } } },
  });
  const refuse = (message: string, why: string) =>
    new AppError("invalid", `${message} Nothing was planned.`, { errors: [{ path: "targets", message: why }] });
  const unknown = names.filter((name) => !targets.some((t) => t.name === name));
  if (unknown.length > 0) throw refuse(`There is no target ${unknown.join(", ")}.`, `unknown: ${unknown.join(", ")}`);
  for (const target of targets) {
    const why = whyNotDrilled(target);
    if (why) throw refuse(why, `${target.name} is ${target.environment}`);
    if (target.playbookVersion.playbook !== body.playbook)
      throw refuse(
        `${target.name} belongs to the playbook ${target.playbookVersion.playbook}.`,
        "of the drill's playbook",
      );
  }
  return targets;
}
