import { createHash } from "node:crypto";
import { quoteWord } from "#lib/domain/playbook/quote.ts";
import {
  type LeftProcess,
  type StepEnd,
  StepRefused,
  type StepScript,
  type StepState,
} from "#lib/ports/remote-executor.ts";
import { environmentText } from "./environment.ts";

/**
 * Requests to the runner and its answers, as text. Pure. A request is one complete `{ …; }` group, so the shell on the
 * host runs all of it or, when it was cut, nothing.
 */

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const DEFAULT_MAX_OUTPUT_BYTES = 2 * 1024 ** 3;
const MAX_SCRIPT_BYTES = 1024 * 1024;

export type Request = (seq: number) => string;

const request =
  (verb: string, ...words: readonly string[]): Request =>
  (seq) =>
    `{ v_${verb} ${[String(seq), ...words.map(quoteWord)].join(" ")}; }\n`;

function keyWord(key: string): string {
  if (!KEY.test(key)) throw new StepRefused("invalid", `${JSON.stringify(key)} is not a step key`);
  return key;
}

/** The runner counts in hundredths of a second. */
const centiseconds = (ms: number) => String(Math.max(1, Math.ceil(ms / 10)));

export function startRequest(step: StepScript): Request {
  const bytes = Buffer.byteLength(step.script);
  if (bytes > MAX_SCRIPT_BYTES)
    throw new StepRefused("invalid", `the script has ${bytes} bytes; the runner takes 1 MiB at most`);
  if (step.script.includes("\0") || !step.script.isWellFormed())
    throw new StepRefused("invalid", "the script is not text");
  if (!(step.timeoutMs > 0)) throw new StepRefused("invalid", "a step needs a time limit");
  return request(
    "start",
    keyWord(step.key),
    createHash("sha256").update(step.script).digest("hex"),
    centiseconds(step.timeoutMs),
    String(step.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES),
    environmentText(step.env),
    step.script,
  );
}

export const stateRequest = (key: string) => request("state", keyWord(key));
export const cancelRequest = (key: string, graceMs: number) => request("cancel", keyWord(key), centiseconds(graceMs));
export const followRequest = (key: string, fromByte: number) => request("follow", keyWord(key), String(fromByte));
export const unfollowRequest = () => request("unfollow");
export const digestRequest = (key: string, bytes: number) => request("digest", keyWord(key), String(bytes));
export const capturesRequest = (key: string) => request("captures", keyWord(key));
export const leftRequest = (key: string) => request("left", keyWord(key));
export const cleanRequest = (key: string) => request("clean", keyWord(key));
export const listRequest = () => request("list");
export const clockRequest = () => request("clock");

const LOST: Record<string, string> = {
  rebooted: "the host was rebooted while the step ran",
  killed: "both the step and its supervisor were killed on the host",
  unstarted: "the runner was killed before it started the script",
  full: "the disk of the host was full, so the script was not started",
  cleaned: "the step's files were removed from the host",
};

/** `KIND CODE BYTES` as the runner says it. For timedOut the code is the limit in hundredths of a second. */
export function parseEnd(words: readonly string[]): StepEnd {
  const [kind, code = "", size] = words;
  const bytes = Number(size);
  switch (kind) {
    case "exited":
      return { kind, code: Number(code), bytes };
    case "timedOut":
      return { kind, afterMs: Number(code) * 10, bytes };
    case "cancelled":
      return { kind, started: true, bytes };
    case "unstarted":
      return { kind: "cancelled", started: false, bytes };
    case "lost":
      return { kind, reason: LOST[code] ?? code, bytes };
    default:
      throw new Error(`the runner said ${JSON.stringify(words.join(" "))}`);
  }
}

/** The answer to start, state and cancel. Throws StepRefused when the host refused. */
export function parseState(words: readonly string[]): StepState {
  const [kind, ...rest] = words;
  switch (kind) {
    case "absent":
    case "staged":
      return { kind };
    case "running":
      return { kind, bytes: Number(rest[0]), sinceMs: Number(rest[1]) };
    case "ended":
      return { kind, end: parseEnd(rest) };
    default:
      throw refusal(words);
  }
}

/** `refused REASON TEXT…`; anything else is a runner that does not keep to the protocol. */
export function refusal(words: readonly string[]): Error {
  const [kind, reason, ...text] = words;
  if (kind !== "refused") return new Error(`the runner said ${JSON.stringify(words.join(" "))}`);
  switch (reason) {
    case "conflict":
    case "running":
    case "alive":
      return new StepRefused(reason, text.join(" "));
    default:
      return new StepRefused("hostRefused", text.join(" "));
  }
}

/** `NAME=value` lines; later lines win; lines of another form are ignored. */
export function parseCaptures(text: string): Record<string, string> {
  const captures: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] !== undefined) captures[match[1]] = match[2] ?? "";
  }
  return captures;
}

/** `PID NAME` lines. */
export function parseLeft(text: string): LeftProcess[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([0-9]+) (.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), name: match[2] ?? "" }] : [];
  });
}
