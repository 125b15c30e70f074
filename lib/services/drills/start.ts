import { whyNotDrilled } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { isDrill } from "#lib/domain/incident/drill.ts";
import { deadlineOf } from "../assessments/create.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { recordDrill } from "./record.ts";
import { drillSubject } from "./subject.ts";
import { requireVerb } from "./verb.ts";

/** Opens the drill's own incident, in which everything of it is recorded, and pins the playbook version. Nothing is broken yet. */
export async function startDrill(ctx: ServiceContext, number: number): Promise<{ incident: number }> {
  authorise(ctx, "drill.manage");
  return ctx.db.$transaction(
    async (tx) => {
      const { row, facts, procedure, scenario } = await drillSubject(ctx, number, { tx, lock: true });
      const now = ctx.clock.now();
      requireVerb(facts, "start", number, now);
      const { versionId, playbook } = await currentPlaybook(ctx.db, row.playbook);
      const targets = row.targets.map((t) => t.target);
      const refused = targets.map(whyNotDrilled).find((why) => why !== null);
      if (refused) throw new AppError("not-possible-now", `${refused} The drill was not started.`);
      const incident = await tx.incident.create({
        data: {
          title: `DRILL-${number}: ${row.title}`,
          severity: "major",
          severityReason: `Rehearsal of ${procedure.title}: ${scenario.summary}`,
          playbookVersionId: versionId,
          declaredBy: ctx.actor,
          declaredAt: now,
          deadlineAt: deadlineOf(playbook.classes.major.deadlineMinutes, now),
          drillNumber: number,
          targets: { create: targets.map(({ id }) => ({ targetId: id })) },
        },
        include: { targets: { include: { target: true } } },
      });
      if (!isDrill(incident)) throw new Error(`INC-${incident.number} of DRILL-${number} would not count as a drill`);
      await tx.drill.update({ where: { number }, data: { startedAt: now, playbookVersionId: versionId } });
      await recordDrill(
        ctx,
        tx,
        { number, incident },
        {
          action: "drill.start",
          kind: "drill.started",
          text: `DRILL: ${ctx.actor.name} started DRILL-${number}, ${row.title}, on ${targets.map((t) => t.name).join(", ")}. Nothing of it reaches anybody outside`,
          data: { incident: incident.number },
        },
      );
      await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "incident" });
      return { incident: incident.number };
    },
    { timeout: 15_000 },
  );
}
