import { randomBytes } from "node:crypto";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { Playbook, Step } from "#lib/domain/playbook/schema.ts";
import { single, stepScript } from "#lib/domain/playbook/script.ts";
import { candidatesOf, defaultOf, type Proof, proofsOf } from "#lib/domain/run/proofs.ts";
import { findOption, findProcedure } from "#lib/domain/run/steps.ts";
import { stepEnvironment } from "#lib/engine/environment.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";
import type { Range } from "#lib/range/range.ts";

export type Ran = { id: string; code: number | null; output: string; captures: Record<string, string>; proofs: Proof[]; tookMs: number };

/** Carries a procedure's steps on the range one after another, as the engine does, without database and queue. Stops at the first step that fails. */
export async function createPlaybookKit(range: Range, playbook: Playbook) {
  const executor = sshExecutor();
  const session: RemoteSession = await executor.open(range.address, { kind: "key", privateKey: range.address.privateKey });
  const target = { id: "t1", address: range.address, credential: null, parameters: { ...range.parameters }, watchSeconds: 5 };
  const defaults = Object.fromEntries(Object.entries(playbook.parameters).flatMap(([name, p]) => (p.default === undefined ? [] : [[name, p.default]])));

  async function execute(runId: string, createdAt: Date, step: Step, script: string, captured: Record<string, string>, choices: Record<string, string>): Promise<Ran> {
    const begin = performance.now();
    const key = `${runId}.${step.id}.${randomBytes(3).toString("hex")}`;
    const env = stepEnvironment({ incident: 1, id: runId, createdAt, target, defaults, choices, step, captured });
    await session.start({ key, script, env, timeoutMs: "watch" in step ? 60_000 : step.timeout });
    const pieces: Buffer[] = [];
    const end = await session.follow(key, 0, async (piece) => {
      pieces.push(piece);
    });
    const captures = end.kind === "exited" ? await session.captures(key) : {};
    return { id: step.id, code: end.kind === "exited" ? end.code : null, output: Buffer.concat(pieces).toString(), captures, proofs: proofsOf({ captures }), tookMs: performance.now() - begin };
  }

  async function run(procedureId: string, optionId?: string, choices: Record<string, string> = {}) {
    const procedure = findProcedure(playbook, procedureId);
    const option = procedure && findOption(procedure, optionId);
    if (!procedure || !option) throw new Error(`no ${procedureId} ${optionId}`);
    const runId = `r${randomBytes(4).toString("hex")}`;
    const createdAt = new Date(Date.now() + Math.floor(Math.random() * 1e9));
    const captured: Record<string, string> = {};
    const ran: Ran[] = [];
    for (const step of option.steps) {
      const done = await execute(runId, createdAt, step, stepScript(playbook, step) ?? "", captured, choices);
      ran.push(done);
      if (done.code !== 0) break;
      for (const name of step.captures) if (done.captures[name] !== undefined) captured[name] = done.captures[name];
      if ("choose" in step) {
        const chosen = choices[step.choose] ?? defaultOf(candidatesOf(done.captures))?.value;
        if (chosen === undefined) break;
        captured[step.choose] = chosen;
      }
    }
    const undo = async () => {
      const undone: Ran[] = [];
      for (const step of [...option.steps].reverse()) {
        if (!step.undo || !ran.some((r) => r.id === step.id)) continue;
        const done = await execute(runId, createdAt, { ...step, id: `undo-${step.id}` }, single(playbook, step.undo), captured, choices);
        undone.push(done);
        Object.assign(captured, Object.fromEntries(step.captures.flatMap((name) => (done.captures[name] === undefined ? [] : [[name, done.captures[name]]]))));
      }
      const proof: Step = { id: "undo-prove", title: "Prove", prove: procedure.undoProve, timeout: 60_000, changes: "nothing", safeToRepeat: true, captures: [], ticks: [], gate: false };
      undone.push(await execute(runId, createdAt, proof, stepScript(playbook, proof) ?? "", captured, choices));
      return undone;
    };
    return { ran, captured, undo, last: ran.at(-1) as Ran, isProven: ran.length === option.steps.length && ran.every((r) => r.code === 0), tookMs: ran.reduce((sum, r) => sum + r.tookMs, 0) };
  }

  return { run, close: () => session.close() };
}

/** What a failed assertion should show: every step with its last lines. */
export const story = (ran: readonly Ran[]): string => ran.map((r) => `${r.id}: code ${r.code} in ${Math.round(r.tookMs)} ms\n${r.output.trim().split("\n").slice(-12).join("\n")}`).join("\n");
