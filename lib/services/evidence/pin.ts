import type { EvidenceView, PinLines } from "#lib/contract/incident.ts";
import type { StepRunView } from "#lib/contract/run.ts";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { linesInWords } from "#lib/domain/investigation/excerpt.ts";
import { plainText } from "#lib/domain/output/ansi.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { evidenceView } from "../rca/get.ts";
import { getRun } from "../runs/get.ts";
import { readLines } from "../runs/output-lines.ts";

type Input = { incident: number; body: PinLines };

/**
 * Keeps lines of a step's output as evidence of its incident, as they are read: secrets masked, looks left out. The lines must have ended, or they
 * could still change. The same lines pinned again are the evidence that is there. Evidence is for good: a pin is not taken back.
 */
export async function pinLines(ctx: ServiceContext, { incident, body }: Input): Promise<EvidenceView> {
  authorise(ctx, "incident.note");
  const step = await stepOf(ctx, incident, body);
  const lines = await endedLines(ctx, body);
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const content = {
    shows: "lines",
    lines: { from: body.from, to: body.to },
    stored: { sha256: sha256(bytes), totalBytes: bytes.length },
  };
  const where = linesInWords(body);
  const title = `${step.title}, ${where}`;
  return ctx.db.$transaction(async (tx) => {
    // One after another, so that two people who pin the same lines at once pin them once.
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${incident} FOR NO KEY UPDATE`;
    const { status } = await tx.incident.findUniqueOrThrow({ where: { number: incident }, select: { status: true } });
    if (status === "closed") throw new AppError("not-possible-now", `INC-${incident} is closed. Nothing was pinned.`);
    const pinned = { incidentNumber: incident, stepRunId: body.stepRunId, kind: "excerpt", title };
    const there = await tx.evidence.findFirst({ where: pinned });
    if (there) return evidenceView(there);
    const evidence = await tx.evidence.create({
      data: {
        ...pinned,
        runId: body.runId,
        detail: body.note || (lines.find((line) => line.trim() !== "") ?? "").trim().slice(0, 500),
        content,
        sha256: sha256(canonical(content)),
        source: step.target,
        at: ctx.clock.now(),
        stored: { create: { mediaType: "text/plain; charset=utf-8", bytes, totalBytes: bytes.length } },
      },
    });
    const note = body.note ? `: ${body.note}` : "";
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident,
      runId: body.runId,
      stepRunId: body.stepRunId,
      kind: "evidence.pinned",
      text: `${ctx.actor.name} pinned ${where} of “${step.title}” on ${step.target}${note}`,
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "evidence.pin",
      object: `incident:${incident}`,
      data: { stepRunId: body.stepRunId, from: body.from, to: body.to },
    });
    return evidenceView(evidence);
  });
}

async function stepOf(ctx: ServiceContext, incident: number, body: PinLines): Promise<StepRunView> {
  const run = await getRun(ctx, body.runId);
  const step = run.steps.find((s) => s.stepRunId === body.stepRunId);
  if (run.incident !== incident || !step)
    throw new AppError("not-found", `INC-${incident} has no such step. Nothing was pinned.`);
  return step;
}

/** As a person reads them. */
async function endedLines(ctx: ServiceContext, { runId, stepRunId, from, to }: PinLines): Promise<string[]> {
  const read = await readLines(ctx, { runId, stepRunId, line: from, lines: to - from + 1 });
  const ended = read.complete ? read.totalLines : read.finishedLines;
  if (to > ended)
    throw new AppError("not-possible-now", `The step has written ${ended} whole lines so far. Nothing was pinned.`);
  return read.lines.map(plainText);
}
