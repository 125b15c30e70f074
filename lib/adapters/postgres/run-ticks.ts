import { createHash } from "node:crypto";
import { Prisma } from "#generated/prisma/client.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import type { RunEvent } from "#lib/domain/run/events.ts";
import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import { proofsOf, watchedSeconds } from "#lib/domain/run/proofs.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { RunDefinition } from "#lib/ports/run-store.ts";

type Context = { at: Date; actor: Actor; incident: number; definition: (runId: string) => Promise<RunDefinition> };

/**
 * A step that ended well is evidence, and ticks the checklist items it declares once it ended well on every target of the run.
 * A proof that failed is evidence too: its items stay open and show it. Nothing is ticked by a skipped, failed or undecided step.
 */
export async function tick(tx: Tx, run: RunState, event: RunEvent, context: Context): Promise<void> {
  const isGood = event.kind === "step.finished" || event.kind === "step.proven" || event.kind === "step.confirmed";
  if (!isGood && event.kind !== "step.failed") return;
  const step = run.steps.find((s) => s.stepRunId === event.stepRunId);
  if (!step || (event.kind === "step.finished" && event.reason !== null)) return;
  const declared = (await context.definition(run.id)).steps.get(step.stepId);
  const isProof = step.kind === "prove" || step.kind === "watch";
  if (!declared || (declared.ticks.length === 0 && !isProof)) return;
  if (!isGood && (!isProof || proofsOf(step).length === 0)) return;

  const target = await tx.target.findUniqueOrThrow({ where: { id: step.targetId }, select: { name: true } });
  const evidence = await tx.evidence.create({
    data: {
      incidentNumber: context.incident,
      runId: run.id,
      stepRunId: step.stepRunId,
      source: target.name,
      at: context.at,
      ...found(step, event),
    },
  });
  const items = declared.ticks.map((item) => `${run.procedure}.${item}`);
  if (!isGood) {
    await tx.checklistItem.updateMany({
      where: { incidentNumber: context.incident, slug: { in: items }, by: "probe" },
      data: { tickedAt: null, tickedBy: Prisma.DbNull, note: "", evidenceId: evidence.id },
    });
    return;
  }
  const isEverywhere = run.steps
    .filter((s) => s.stepId === step.stepId)
    .every(
      (s) =>
        s.status === "finished" ||
        s.status === "proven" ||
        run.steps.some((l) => l.stepId === s.stepId && l.targetId === s.targetId && l.attempt > s.attempt),
    );
  if (!isEverywhere) return;
  await tx.checklistItem.updateMany({
    where: { incidentNumber: context.incident, slug: { in: items }, tickedAt: null },
    data: { tickedAt: context.at, tickedBy: context.actor, evidenceId: evidence.id },
  });
}

const watched = (step: StepState): string[] => {
  const seconds = watchedSeconds(step);
  return seconds === null ? [] : [`watched for ${seconds} s`];
};

/** What the evidence says, with the hash of exactly that. */
function found(step: StepState, event: RunEvent) {
  const proofs = proofsOf(step);
  const content = {
    proofs,
    exitCode: step.exitCode,
    outputBytes: step.bytes,
    outputSha256: step.sha256,
    captures: step.captures,
    note: event.kind === "step.confirmed" ? event.note : null,
  };
  const detail =
    event.kind === "step.confirmed"
      ? event.note || "confirmed"
      : proofs.length > 0
        ? [...watched(step), ...proofs.map((p) => `${p.probe}: ${p.detail}`)].join("; ")
        : `exit 0, ${step.bytes} bytes of output`;
  return {
    kind: proofs.length > 0 ? "probe" : event.kind === "step.confirmed" ? "record" : "output",
    title: event.kind === "step.failed" ? `${step.title}: failed` : step.title,
    detail,
    content,
    sha256: createHash("sha256").update(canonical(content)).digest("hex"),
  };
}
