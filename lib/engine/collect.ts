import { randomBytes } from "node:crypto";
import { capped, MOST_BYTES, size } from "#lib/domain/investigation/content.ts";
import { describePatterns, groupErrors } from "#lib/domain/investigation/patterns.ts";
import type { Investigation, Step } from "#lib/domain/playbook/schema.ts";
import { single } from "#lib/domain/playbook/script.ts";
import type { Collected, InvestigationTask } from "#lib/ports/investigation-store.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";
import type { EngineDeps } from "./deps.ts";
import { parameterDefaults, stepEnvironment } from "./environment.ts";
import { maskValues, type OpenedSecrets, openSecrets } from "./secrets.ts";

type Item = Investigation["collect"][number];
type Result = { collected: Collected[]; facts: Record<string, string>; problem: string | null };
/** How much of a difference a review is prefilled with. */
const QUOTED_CHARACTERS = 6_000;

/**
 * Collects what the playbook asks for from one target, everything side by side, until it is done, its time is over or `over` fires. What could
 * not be had is said in `problem`, and the rest is kept. Secrets are masked before anything is looked at. Never rejects.
 */
export async function collect(deps: EngineDeps, task: InvestigationTask, over: AbortSignal): Promise<Result> {
  const declared = task.playbook.investigation;
  if (!declared) return { collected: [], facts: {}, problem: "This playbook does not say what to collect." };
  const limit = AbortSignal.any([over, AbortSignal.timeout(declared.timeout)]);
  try {
    const secrets = await openSecrets(deps.opener, task.target);
    const session = await orAbort(deps.hosts.session(task.target), limit);
    const results = await Promise.allSettled(
      declared.collect.map((item) => fetchItem(deps, task, declared, item, secrets, session, limit)),
    );
    const good = results.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
    const missing = results.flatMap((r, i) =>
      r.status === "rejected"
        ? [`${declared.collect[i]?.title}: ${secrets.mask.text(reasonOf(r.reason, declared))}`]
        : [],
    );
    return {
      collected: good.flatMap((g) => g.collected),
      facts: Object.assign({}, ...good.map((g) => g.facts)),
      problem: missing.length > 0 ? missing.join("; ") : null,
    };
  } catch (error) {
    return { collected: [], facts: {}, problem: reasonOf(error, declared) };
  }
}

async function fetchItem(
  deps: EngineDeps,
  task: InvestigationTask,
  declared: Investigation,
  item: Item,
  secrets: OpenedSecrets,
  session: RemoteSession,
  limit: AbortSignal,
): Promise<{ collected: Collected[]; facts: Record<string, string> }> {
  // A new one each time: an engine that died may have left this item ended, or tidied.
  const key = `${task.id}.${item.id}.${randomBytes(4).toString("hex")}`;
  const script = single(task.playbook, item.script);
  await orAbort(
    session.start({ key, script, env: environment(task, item, secrets), timeoutMs: declared.timeout }),
    limit,
  );
  const stream = secrets.mask.stream();
  const pieces: Buffer[] = [];
  let totalBytes = 0;
  const take = (piece: Buffer) => {
    if (totalBytes < MOST_BYTES) pieces.push(Buffer.from(piece));
    totalBytes += piece.length;
  };
  const end = await session.follow(key, 0, async (piece) => take(stream.push(piece)), limit);
  take(stream.flush());
  const kept = Buffer.concat(pieces);
  if (end.kind !== "exited" || end.code !== 0) {
    const last = kept.toString("utf8").trim().split("\n").at(-1) ?? "";
    throw new Error(end.kind === "exited" ? last || `exited with code ${end.code}` : `${end.kind} ${last}`.trim());
  }
  const facts = maskValues(secrets.mask, await session.captures(key));
  await session.clean(key);
  return { facts, collected: evidenceOf(item, kept, totalBytes, task.since, deps.clock.now()) };
}

/** A log says how much it is and what its errors have in common; the others speak for themselves. */
function evidenceOf(item: Item, kept: Buffer, totalBytes: number, since: Date, at: Date): Collected[] {
  const text = kept.toString("utf8");
  const lines = text.split("\n").filter((line) => line !== "").length;
  const own = {
    mediaType: "text/plain; charset=utf-8",
    bytes: Buffer.from(capped(kept, totalBytes)),
    totalBytes,
    at,
  } as const;
  if (item.shows !== "log") {
    const detail = text.split("\n", 1)[0] ?? "";
    return [
      {
        ...own,
        title: item.title,
        detail,
        content: { item: item.id, shows: item.shows, text: text.slice(0, QUOTED_CHARACTERS) },
      },
    ];
  }
  const patterns = groupErrors(text);
  const described = Buffer.from(describePatterns(patterns));
  const errors = patterns.reduce((sum, p) => sum + p.count, 0);
  return [
    {
      ...own,
      title: item.title,
      detail: `${lines} lines, ${size(totalBytes)}, since ${since.toISOString()}`,
      content: { item: item.id, shows: item.shows },
    },
    {
      ...own,
      title: "Error patterns",
      detail: `${patterns.length} patterns in ${errors} error lines`,
      bytes: described,
      totalBytes: described.length,
      content: { item: item.id, shows: "patterns", patterns },
    },
  ];
}

function environment(task: InvestigationTask, item: Item, secrets: OpenedSecrets): Record<string, string> {
  const step: Step = {
    id: item.id,
    title: item.title,
    run: item.script,
    timeout: 0,
    changes: "nothing",
    safeToRepeat: true,
    captures: [],
    ticks: [],
    gate: false,
  };
  return {
    ...stepEnvironment({
      ...task,
      defaults: parameterDefaults(task.playbook),
      secrets: secrets.environment,
      choices: {},
      step,
      captured: {},
    }),
    BACKOUT_SINCE: task.since.toISOString(),
  };
}

/** A connection that is being made cannot be called off; nobody waits for it any longer. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener("abort", give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
  });
}

function reasonOf(error: unknown, { timeout }: Investigation): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `not had within ${Math.round(timeout / 1000)} s`;
  return error.name === "AbortError" ? "called off" : error.message;
}
