import { setTimeout as pause } from "node:timers/promises";
import type { Playbook, Step } from "#lib/domain/playbook/schema.ts";
import { probeName } from "#lib/domain/playbook/script.ts";
import type { StepOutcome } from "#lib/domain/run/decide.ts";

/** ms: how long an address may take to answer well after a restart, and one question of it. */
export type OutsidePatience = { untilMs: number; eachMs: number; pauseMs: number };
const PATIENCE: OutsidePatience = { untilMs: 15_000, eachMs: 5_000, pauseMs: 500 };
const SHOWN_CHARACTERS = 120;

/**
 * Adds what the engine sees from where it stands: every `fetch` probe of a prove step that passed on the target, on targets that set the
 * parameter. An address that does not answer 2xx in time, or before `over` fires, makes the step fail. Other outcomes come back as they are.
 */
export async function proveFromOutside(
  playbook: Playbook,
  step: Step,
  parameters: Readonly<Record<string, string>>,
  outcome: StepOutcome,
  over: AbortSignal,
  patience: OutsidePatience = PATIENCE,
): Promise<StepOutcome> {
  if (!("prove" in step) || outcome.kind !== "exited" || outcome.code !== 0) return outcome;
  const captures = { ...outcome.captures };
  let refused: string | undefined;
  for (const probe of playbook.probes) {
    const url = probe.fetch && parameters[probe.fetch];
    if (!url || !step.prove.includes(probe.id)) continue;
    const { isGood, detail } = await ask(url, over, patience);
    captures[`PROBE_${probeName(probe.id)}`] = `${isGood ? "pass" : "fail"}\t${detail}`;
    if (!isGood) refused ??= `not proven: ${probe.title}: ${detail}`;
  }
  if (Object.keys(captures).length === Object.keys(outcome.captures).length) return outcome;
  return { ...outcome, captures, ...(refused === undefined ? {} : { refused }) };
}

async function ask(
  url: string,
  over: AbortSignal,
  patience: OutsidePatience,
): Promise<{ isGood: boolean; detail: string }> {
  const since = performance.now();
  for (;;) {
    const answer = await once(url, AbortSignal.any([over, AbortSignal.timeout(patience.eachMs)]));
    if (answer.isGood || over.aborted || performance.now() - since >= patience.untilMs) return answer;
    await pause(patience.pauseMs, undefined, { signal: over }).catch(() => {});
  }
}

/** A redirect is no answer: it may lead to a sign-in page that says 200. */
async function once(url: string, signal: AbortSignal): Promise<{ isGood: boolean; detail: string }> {
  try {
    const since = performance.now();
    const response = await fetch(url, { redirect: "manual", signal });
    const body = await start(response);
    const answered = `${url} answered ${response.status}`;
    if (response.ok) return { isGood: true, detail: `${answered} in ${Math.round(performance.now() - since)} ms` };
    return { isGood: false, detail: `${answered}${body ? ` ${body}` : ""}` };
  } catch (error) {
    return { isGood: false, detail: `${url} did not answer: ${reasonOf(error)}` };
  }
}

/** The first characters on one line; the rest is not read. */
async function start(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  let text = "";
  const decoder = new TextDecoder();
  while (text.length < SHOWN_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, SHOWN_CHARACTERS);
}

/** `fetch` hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  if (error.name === "AbortError") return "stopped while it was asked";
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
