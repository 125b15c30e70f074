import type { ParseArgsOptionsConfig } from "node:util";
import type { Api } from "./api.ts";
import type { ExitCode } from "./exit-codes.ts";

/** The terminal, or what stands for it in a test. */
export type Io = {
  /** Human text, or JSON with `--json`. Exact bytes when given bytes. */
  out(text: string | Uint8Array): void;
  /** What is not the answer itself: progress, warnings, errors. */
  err(text: string): void;
  /** A person sits there and can be asked. */
  isInteractive: boolean;
  /** Reads one line; `hidden` shows nothing of it. */
  ask(question: string, options?: { hidden?: boolean }): Promise<string>;
  /** Fires at Ctrl-C. */
  interrupt: AbortSignal;
};

export type Values = Record<string, string | boolean | string[] | undefined>;

export type Call = {
  io: Io;
  values: Values;
  positionals: string[];
  /** `--json`. */
  json: boolean;
  /** Throws UsageError when nothing says where Backout is or as whom. */
  api(): Api;
  loginFile: string;
};

export type Command = {
  /** `playbook lint` has two words. */
  name: string;
  /** What follows the name. */
  usage: string;
  summary: string;
  options?: ParseArgsOptionsConfig;
  run(call: Call): Promise<ExitCode>;
};

/** The command was not understood. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};
export const list = (values: Values, name: string): string[] => {
  const value = values[name];
  return Array.isArray(value) ? value : [];
};

/** `INC-12` or `12`. @throws {UsageError} */
export function incidentNumber(word: string | undefined): number {
  const digits = /^(?:INC-)?(\d{1,9})$/i.exec(word ?? "")?.[1];
  if (digits === undefined)
    throw new UsageError(`${word === undefined ? "Which incident?" : `"${word}" is no incident.`} Write it as INC-12.`);
  return Number(digits);
}

/** @throws {UsageError} */
export function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new UsageError(what);
  return value;
}
