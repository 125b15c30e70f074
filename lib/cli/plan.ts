import { setTimeout as pause } from "node:timers/promises";
import type { PlanView } from "#lib/contract/run.ts";
import { type Api, Unreachable } from "./api.ts";
import { line } from "./print.ts";

const LOOK_MS = 250;
/** An engine that lives has resolved a plan long before. */
const WAIT_MS = 60_000;

/** Has an engine resolve a plan and waits for it. */
export async function makePlan(
  api: Api,
  incident: number,
  { procedure, option, targets }: { procedure: string; option: string | undefined; targets: string[] },
): Promise<PlanView> {
  const { planId } = await api.post<{ planId: string }>(`/incidents/${incident}/plans`, {
    procedure,
    ...(option === undefined ? {} : { option }),
    ...(targets.length === 0 ? {} : { targets }),
  });
  for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_MS) {
    const plan = await api.get<PlanView>(`/plans/${planId}`);
    if (plan.state !== "resolving") return plan;
    await pause(LOOK_MS);
  }
  throw new Unreachable(
    `No engine has looked at the plan for ${WAIT_MS / 1000} s. Nothing was started. Is the engine running? GET /readyz and the log say.`,
  );
}

/** What would run where, as whom, what is lost and how it is undone. */
export function showPlan(plan: PlanView): string {
  const lines = [`${line(plan.title)}, ${plan.option}`];
  for (const t of plan.targets)
    lines.push(
      `  on     ${t.name} (${t.environment}) as ${t.user}@${t.address}${t.problem ? `: ${line(t.problem)}` : ""}`,
    );
  for (const s of plan.steps)
    lines.push(
      `  step   ${line(s.title)}${s.changes === "nothing" ? "" : `, changes ${s.changes}`}${s.scriptSha256 ? `  ${s.scriptSha256.slice(0, 12)}` : ""}`,
    );
  for (const [name, value] of Object.entries(plan.defaults)) lines.push(`  choice ${name}=${line(value)}`);
  lines.push(`  impact ${line(plan.impact)}`, `  loss   ${line(plan.dataLoss)}`, `  undo   ${line(plan.undo)}`);
  if (plan.approval !== "none")
    lines.push(`  needs  the consent of ${plan.approval === "one-other" ? "one other person" : "two other people"}`);
  if (plan.problem) lines.push(`  cannot start: ${line(plan.problem)}`);
  return `${lines.join("\n")}\n`;
}
