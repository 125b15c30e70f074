import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { TRAPS } from "./traps.ts";

export type LintFinding = {
  file: string;
  /** From 1. */
  line: number;
  /** Id of the trap, such as `health-check-passes-on-500`. */
  trap: string;
  /** What really happens, and what to write instead. */
  message: string;
};

/** Operational traps in the text of one POSIX script: commands that hang, lie about success, or do more than they say. Pure. */
export function lintScript(file: string, text: string): LintFinding[] {
  const commands = commandsOf(text);
  return TRAPS.flatMap(({ id, message, matches }) =>
    commands.filter((command) => matches(command.text, text)).map(({ line }) => ({ file, line, trap: id, message })),
  ).sort((a, b) => a.line - b.line);
}

/** The scripts of a playbook and the files of its prelude. */
export function lintPlaybook(playbook: Pick<Playbook, "prelude" | "scripts">): LintFinding[] {
  return [...preludeFiles(playbook.prelude), ...Object.entries(playbook.scripts)].flatMap(([file, text]) =>
    lintScript(file, text),
  );
}

/** The loader put the name of each file before it. */
function preludeFiles(prelude: string): [file: string, text: string][] {
  const [before = "", ...parts] = prelude.split(/^# (scripts\/prelude[a-z0-9-]*\.sh)\n/m);
  const named = parts.flatMap((file, i): [string, string][] => (i % 2 === 0 ? [[file, parts[i + 1] ?? ""]] : []));
  return before === "" ? named : [["scripts/prelude.sh", before], ...named];
}

type Command = { line: number; text: string };

/** Logical lines (continued ones joined), without comments and without text that is only printed. */
function commandsOf(text: string): Command[] {
  const commands: Command[] = [];
  let open: Command | null = null;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/(^|\s)#.*$/, "");
    const command: Command = open ? { line: open.line, text: `${open.text} ${line}` } : { line: index + 1, text: line };
    if (command.text.endsWith("\\")) open = { ...command, text: command.text.slice(0, -1) };
    else {
      commands.push({ ...command, text: command.text.replace(PRINTED, "$1") });
      open = null;
    }
  }
  return open ? [...commands, open] : commands;
}

const PRINTED = /\b(echo|printf|die|undecided|detail|refuse)\s+(?:"(?:[^"\\]|\\.)*"|'[^']*')/g;
