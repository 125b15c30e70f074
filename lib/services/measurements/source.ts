import type { MetricsSourceView, SaveMetricsSource } from "#lib/contract/measurement.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { queryProblem } from "#lib/domain/measure/promql.ts";
import { metricsTokenContext } from "#lib/domain/measure/token-context.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

export async function getMetricsSource(ctx: ServiceContext, targetId: string): Promise<MetricsSourceView> {
  authorise(ctx, "target.read");
  const { playbook, source } = await targetOf(ctx.db, targetId);
  return sourceView(playbook, source);
}

/** Says where a target's metrics are. What was measured before at another place is forgotten. */
export async function saveMetricsSource(
  ctx: ServiceContext,
  targetId: string,
  body: SaveMetricsSource,
): Promise<MetricsSourceView> {
  authorise(ctx, "target.manage");
  const { playbook, source, name } = await targetOf(ctx.db, targetId);
  const errors = wrongQueries(playbook, body.queries);
  if (errors.length > 0)
    throw new AppError("invalid", `The queries do not fit ${playbook.title}. Nothing was saved.`, { errors });
  const context = metricsTokenContext(targetId, body.url);
  if (body.token === undefined && source?.sealed && context !== metricsTokenContext(targetId, source.url))
    throw new AppError(
      "invalid",
      "The token was given for another address and is not sent to this one. Nothing was saved. Give it again, or remove it.",
      { errors: [{ path: "token", message: "is needed again for another address" }] },
    );
  const token =
    body.token === undefined
      ? {}
      : body.token === null
        ? { sealed: null, keyFingerprint: null }
        : await sealed(ctx, body.token, context);
  return ctx.db.$transaction(async (tx) => {
    const columns = { url: body.url, queries: body.queries, ...token, askedAt: null };
    await tx.metricsSource.upsert({ where: { targetId }, create: { targetId, ...columns }, update: columns });
    await tx.signalReading.deleteMany({ where: { targetId } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "target.metrics",
      object: `target:${targetId}`,
      data: {
        name,
        url: body.url,
        queries: body.queries,
        token: body.token === undefined ? "kept" : body.token === null ? "none" : "given",
      },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "signal" });
    return sourceView(playbook, await tx.metricsSource.findUnique({ where: { targetId } }));
  });
}

/** The target is measured no more; what was measured is forgotten, assessments keep theirs. */
export async function removeMetricsSource(ctx: ServiceContext, targetId: string): Promise<void> {
  authorise(ctx, "target.manage");
  const { name } = await targetOf(ctx.db, targetId);
  await ctx.db.$transaction(async (tx) => {
    await tx.metricsSource.deleteMany({ where: { targetId } });
    await tx.signalReading.deleteMany({ where: { targetId } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "target.metrics",
      object: `target:${targetId}`,
      data: { name, url: null },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "signal" });
  });
}

type Source = { url: string; sealed: Uint8Array | null; queries: unknown };

async function targetOf(tx: Tx, id: string): Promise<{ name: string; playbook: Playbook; source: Source | null }> {
  const row = await tx.target.findUnique({ where: { id }, include: { playbookVersion: true, metricsSource: true } });
  if (!row) throw new AppError("not-found", "There is no such target.");
  return { name: row.name, playbook: playbookOf(row.playbookVersion), source: row.metricsSource };
}

function wrongQueries(playbook: Playbook, queries: Readonly<Record<string, string>>) {
  return Object.entries(queries).flatMap(([signal, query]) => {
    const isDeclared = playbook.signals.some((s) => s.id === signal);
    const message = isDeclared ? queryProblem(query, playbook.parameters) : `${playbook.title} declares no such signal`;
    return message === null ? [] : [{ path: `queries.${signal}`, message }];
  });
}

async function sealed({ sealer }: ServiceContext, token: string, context: string) {
  const { sealed: bytes, keyFingerprint } = await sealer.seal(token, context);
  return { sealed: new Uint8Array(bytes), keyFingerprint };
}

function sourceView(playbook: Playbook, source: Source | null): MetricsSourceView {
  const own = (source?.queries ?? {}) as Record<string, string>;
  return {
    url: source?.url ?? null,
    token: source?.sealed ? "set" : null,
    queries: playbook.signals.map((signal) => ({
      signal: signal.id,
      title: signal.title,
      default: signal.query ?? null,
      own: own[signal.id] ?? null,
    })),
  };
}
