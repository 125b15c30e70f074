import { readdirSync } from "node:fs";
import path from "node:path";
import { loadPlaybook } from "#lib/playbook/load.ts";
import { createRange } from "#lib/range/create.ts";
import { askHealth } from "#lib/range/health.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { removeRange } from "#lib/range/stop.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

const KILLS = 3;
const PLAYBOOK = path.join(import.meta.dirname, "..", "..", "..", "playbooks", "agent-platform");
const PROCEDURES = ["level-1", "level-2", "qw-001"] as const;

/** R2 on the drill range: real procedures on a real broken application, the engine killed up to three times in each. */
export async function killOnRange(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R2, range", "`kill -9` of the engine at random instants, on the drill range", seed);
  const range = await createRange({ root: path.join(lab.dir, "range"), ssh: "embedded" });
  try {
    const { target, incident } = await rangeTarget(lab, range);
    for (let turn = 0; result.trials < trials; turn++) {
      const procedure = PROCEDURES[turn % PROCEDURES.length] ?? "level-1";
      await resetRange(range);
      const body = { procedure, targets: [target] };
      const { run } = await startRun(lab.ctx, { incident, idempotencyKey: crypto.randomUUID(), body });
      for (let kill = 0; kill < KILLS; kill++) {
        const engine = await startEngine(lab);
        const timer = setTimeout(() => engine.kill("SIGKILL"), random.between(100, 3_000));
        await Promise.race([engine.ended, untilRested(lab, [run.id])]);
        clearTimeout(timer);
        engine.kill("SIGKILL");
        await engine.ended;
        if ((await alive(lab, [run.id])).length === 0) break;
        result.trials += 1;
        result.count(procedure);
      }
      const since = performance.now();
      const peace = await startEngine(lab);
      const rest = await untilRested(lab, [run.id]);
      result.rested({ ...rest, tookMs: performance.now() - since });
      await peace.end();
      await judge(lab, range, result, run.id, procedure);
    }
  } finally {
    await removeRange(range);
  }
  return result;
}

async function judge(lab: Lab, range: Range, result: RowResult, runId: string, procedure: string): Promise<void> {
  const run = await lab.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } });
  const wrong = (what: string) => result.wrong.push(`${runId} (${procedure}) ${what}`);
  if (run.status !== "succeeded") wrong(`is ${run.status}: ${run.reason ?? ""}`);
  for (const step of run.steps) if (!step.outputComplete) wrong(`${step.stepId} is not sealed`);
  const { APP_DIR, SAFETY_DIR, HEALTH_URL } = range.parameters;
  const kept = readdirSync(path.dirname(APP_DIR)).filter((name) => /^app\.failed-/.test(name));
  if (kept.length > (procedure === "level-2" ? 1 : 0)) wrong(`I1 switched ${kept.length} times: ${kept.join(", ")}`);
  const copies = readdirSync(SAFETY_DIR).filter((name) => name.includes(runId));
  if (copies.length > 1) wrong(`I1 made ${copies.length} copies: ${copies.join(", ")}`);
  const health = await askHealth(HEALTH_URL);
  const isHealed =
    procedure === "level-2" ? health?.version === "1.0.0-stable" : health?.features.parallelUploads === false;
  if (!isHealed) wrong(`did not heal: ${JSON.stringify(health)}`);
}

/** The range as a target of the lab, with its own playbook and an incident of its own. */
async function rangeTarget(lab: Lab, range: Range): Promise<{ target: string; incident: number }> {
  const { playbook, hash } = loadPlaybook(PLAYBOOK);
  const version = await lab.prisma.playbookVersion.create({
    data: { playbook: playbook.playbook, title: playbook.title, hash, content: playbook },
  });
  const { address } = range;
  const target = await lab.prisma.target.create({
    data: {
      name: "range",
      host: address.host,
      port: address.port,
      login: address.user,
      hostKeySha256: address.hostKeySha256,
      environment: "drill",
      playbookVersionId: version.id,
      parameters: { ...range.parameters },
      watchSeconds: 2,
      credential: { create: { kind: "key", sealed: Buffer.from(address.privateKey), keyFingerprint: "faults" } },
    },
  });
  const incident = await lab.prisma.incident.create({
    data: {
      title: "Fault campaign on the range",
      severity: "major",
      severityReason: "campaign",
      playbookVersionId: version.id,
      declaredBy: lab.ctx.actor,
      targets: { create: [{ targetId: target.id }] },
    },
  });
  return { target: target.name, incident: incident.number };
}
