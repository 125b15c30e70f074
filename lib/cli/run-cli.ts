import { parseArgs } from "node:util";
import type { CliEnv } from "#lib/config/env.ts";
import { PlaybookError } from "#lib/playbook/load.ts";
import { createApi, Refused, Unreachable } from "./api.ts";
import { type Command, type Io, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { loginFrom } from "./login.ts";

/** Does what the words say and answers the exit code. Never throws. */
export async function runCli(argv: readonly string[], { io, env }: { io: Io; env: CliEnv }): Promise<ExitCode> {
  const json = argv.includes("--json");
  try {
    const command = find(argv);
    if (!command) return help(argv, io);
    const words = command.name.split(" ").length;
    const { values, positionals } = parse(command, argv.slice(words));
    if (values.help === true) {
      io.out(`${usageOf(command)}\n${command.summary}\n`);
      return EXIT.ok;
    }
    return await command.run({
      io,
      values,
      positionals,
      json,
      api: () => createApi(loginFrom(env)),
      loginFile: env.loginFile,
    });
  } catch (error) {
    return explain(error, io, json);
  }
}

const usageOf = (command: Command) => `usage: backout ${command.name} ${command.usage}`.trimEnd();

function find(argv: readonly string[]): Command | undefined {
  return COMMANDS.find((command) => command.name.split(" ").every((word, i) => argv[i] === word));
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" }, ...command.options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usageOf(command)}`);
  }
}

function help(argv: readonly string[], io: Io): ExitCode {
  const width = Math.max(...COMMANDS.map((c) => c.name.length));
  const lines = COMMANDS.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`);
  const isAsked = argv.length === 0 || argv.includes("--help") || argv[0] === "help" || argv[0] === "-h";
  const body = `backout COMMAND [--json] [--help]\n\n${lines.join("\n")}\n\nExit codes: docs/cli.md\n`;
  if (isAsked) {
    io.out(body);
    return EXIT.ok;
  }
  io.err(`There is no command "${argv[0]}". Nothing was done.\n\n${body}`);
  return EXIT.usage;
}

function explain(error: unknown, io: Io, json: boolean): ExitCode {
  const code = exitOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (json)
    io.out(`${JSON.stringify({ error: message, ...(error instanceof Refused ? { problem: error.problem } : {}) })}\n`);
  else {
    io.err(`${message}\n`);
    if (error instanceof Refused) for (const e of error.problem.errors ?? []) io.err(`  ${e.path}: ${e.message}\n`);
  }
  return code;
}

function exitOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof Unreachable) return EXIT.unavailable;
  if (error instanceof PlaybookError) return EXIT.failed;
  if (!(error instanceof Refused)) return EXIT.failed;
  const { status } = error.problem;
  if (status === 401 || status === 403) return EXIT.notPermitted;
  if (status === 503 || status === 500) return EXIT.unavailable;
  return EXIT.refused;
}
