import { randomBytes } from "node:crypto";
import path from "node:path";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { Option, Procedure, Step } from "#lib/domain/playbook/schema.ts";
import { single, stepScript } from "#lib/domain/playbook/script.ts";
import { type Choice, candidatesOf, defaultOf, type Proof, proofsOf } from "#lib/domain/run/proofs.ts";
import { findOption, findProcedure } from "#lib/domain/run/steps.ts";
import { stamp, stepEnvironment } from "#lib/engine/environment.ts";
import { loadPlaybook } from "#lib/playbook/load.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";
import type { Range } from "#lib/range/range.ts";
import { scratchRange } from "./range-kit.ts";

/** Watch windows of minutes would be most of the time. */
const WATCH_SECONDS = 3;
const DAY_MS = 86_400_000;

export const { playbook } = loadPlaybook(path.join(import.meta.dirname, "..", "..", "playbooks", "agent-platform"));

export type Ran = {
  id: string;
  code: number | null;
  output: string;
  captures: Record<string, string>;
  proofs: Proof[];
  candidates: Choice[];
  tookMs: number;
};

/** A range of its own, and the agent platform's playbook to run on it. */
export async function playbookRange(options?: { data?: boolean }) {
  const { range, remove } = await scratchRange("embedded", options);
  const { begin, close } = await playbookOn(range);
  return {
    range,
    begin,
    async remove() {
      await close();
      await remove();
    },
  };
}

/** The playbook on a range that is there. */
export async function playbookOn(range: Range) {
  const session = await sshExecutor().open(range.address, { kind: "key", privateKey: range.address.privateKey });
  return {
    begin: (procedureId: string, optionId?: string, choices?: Record<string, string>) =>
      begin(range, session, procedureId, optionId, choices),
    close: () => session.close(),
  };
}

/** Carries a procedure's steps on the range one after another, as the engine does, without database and queue. */
function begin(
  range: Range,
  session: RemoteSession,
  procedureId: string,
  optionId?: string,
  choices: Record<string, string> = {},
) {
  const { procedure, option } = found(procedureId, optionId);
  const id = `r${randomBytes(4).toString("hex")}`;
  // Files beside the application are named by it, so two runs of one test must not share a second.
  const createdAt = new Date(Date.now() - Math.floor(Math.random() * 300 * DAY_MS));
  const { address, parameters } = range;
  const target = {
    id: "t1",
    address,
    environment: "drill" as const,
    credential: null,
    parameters: { ...parameters },
    secrets: [],
    watchSeconds: WATCH_SECONDS,
  };
  const captured: Record<string, string> = {};
  const ran: Ran[] = [];

  async function execute(step: Step, script: string): Promise<Ran> {
    const startedAt = performance.now();
    const key = `${id}.${step.id}.${randomBytes(3).toString("hex")}`;
    const env = stepEnvironment({
      incident: 1,
      id,
      createdAt,
      target,
      defaults,
      secrets: range.secrets,
      choices,
      step,
      captured,
    });
    await session.start({ key, script, env, timeoutMs: step.timeout });
    const pieces: Buffer[] = [];
    const end = await session.follow(key, 0, async (piece) => {
      pieces.push(piece);
    });
    const captures = end.kind === "exited" ? await session.captures(key) : {};
    for (const name of step.captures) if (captures[name] !== undefined) captured[name] = captures[name];
    return {
      id: step.id,
      code: end.kind === "exited" ? end.code : null,
      output: Buffer.concat(pieces).toString(),
      captures,
      proofs: proofsOf({ captures }),
      candidates: candidatesOf(captures),
      tookMs: performance.now() - startedAt,
    };
  }

  /** The steps that have not run yet, up to and with `lastId`; stops at the first that fails or finds nothing to choose. */
  async function through(lastId: string): Promise<Ran[]> {
    for (const step of option.steps.slice(ran.length)) {
      const done = await execute(step, stepScript(playbook, step) ?? "");
      ran.push(done);
      if (done.code !== 0) break;
      if ("choose" in step) {
        const chosen = choices[step.choose] ?? defaultOf(done.candidates)?.value;
        if (chosen === undefined) break;
        captured[step.choose] = chosen;
      }
      if (step.id === lastId) break;
    }
    return ran;
  }

  return {
    captured,
    /** What names of this run's files and databases end with. */
    stamp: stamp(createdAt),
    through,
    async rest() {
      await through(option.steps.at(-1)?.id ?? "");
      const isProven = ran.length === option.steps.length && ran.every((r) => r.code === 0);
      return { ran, captured, isProven, last: ran.at(-1) as Ran, tookMs: ran.reduce((sum, r) => sum + r.tookMs, 0) };
    },
    /** Asks probes on top of what the procedure asked, with what it handed on. */
    prove(probes: string[]): Promise<Ran> {
      const step = proofStep("prove-more", probes);
      return execute(step, stepScript(playbook, step) ?? "");
    },
    async undo() {
      const undone: Ran[] = [];
      for (const step of [...option.steps].reverse()) {
        if (!step.undo || !ran.some((r) => r.id === step.id)) continue;
        undone.push(await execute({ ...step, id: `undo-${step.id}` }, single(playbook, step.undo)));
      }
      const proof = undoProof(procedure);
      undone.push(await execute(proof, stepScript(playbook, proof) ?? ""));
      return undone;
    },
  };
}

const defaults = Object.fromEntries(
  Object.entries(playbook.parameters).flatMap(([name, p]) => (p.default === undefined ? [] : [[name, p.default]])),
);

function found(procedureId: string, optionId?: string): { procedure: Procedure; option: Option } {
  const procedure = findProcedure(playbook, procedureId);
  const option = procedure && findOption(procedure, optionId);
  if (!procedure || !option) throw new Error(`no ${procedureId} ${optionId}`);
  return { procedure, option };
}

const undoProof = (procedure: Procedure): Step => proofStep("undo-prove", procedure.undoProve);

const proofStep = (id: string, prove: string[]): Step => ({
  id,
  title: "Prove",
  prove,
  timeout: 60_000,
  changes: "nothing",
  safeToRepeat: true,
  captures: [],
  ticks: [],
  gate: false,
});

/** What a failed assertion should show: every step with its last lines. */
export const story = (ran: readonly Ran[]): string =>
  ran
    .map((r) => {
      const tail = r.output.trim().split("\n").slice(-12).join("\n");
      return `${r.id}: code ${r.code} in ${Math.round(r.tookMs)} ms\n${tail}`;
    })
    .join("\n");
