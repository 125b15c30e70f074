import { quoteWord } from "#lib/domain/playbook/quote.ts";
import { StepRefused } from "#lib/ports/remote-executor.ts";

const NAME = /^[A-Z][A-Z0-9_]*$/;
/** They change what the shell, the loader or a tool executes, or a shell will not let them be set. */
const RESERVED =
  /^(PATH|IFS|ENV|HOME|SHELL|PWD|OLDPWD|CDPATH|PS4|PPID|UID|EUID|GROUPS|DIRSTACK|FUNCNAME|LINENO|RANDOM|SRANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME|HISTCMD|OPTIND|OPTARG|OPTERR|SHELLOPTS|SHLVL|GLOBIGNORE|POSIXLY_CORRECT|PROMPT_COMMAND|BACKOUT_OUT|BASH.*|LD_.*|DYLD_.*|GCONV_PATH|MALLOC_.*|NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|NODE_REPL_.*|GIT_.*|SSH_.*|PERL5.*|PERLLIB|PYTHON.*|RUBY.*|JAVA_TOOL_OPTIONS)$/;
/** Linux refuses to execute anything with one string of more than 128 KiB, or with more than a quarter of the stack in all. */
const MAX_VALUE_BYTES = 120 * 1024;
const MAX_TOTAL_BYTES = 1024 * 1024;

/** Shell text that exports these variables with exact bytes. Throws StepRefused for a name or value that cannot or may not be passed. */
export function environmentText(env: Record<string, string>): string {
  const text = Object.entries(env)
    .map(([name, value]) => exportLine(name, value))
    .join("");
  if (Buffer.byteLength(text) > MAX_TOTAL_BYTES)
    throw new StepRefused("invalid", "the environment of the step is larger than 1 MiB");
  return text;
}

function exportLine(name: string, value: string): string {
  if (!NAME.test(name))
    throw new StepRefused("invalid", `${JSON.stringify(name)} is not an environment name: A-Z, 0-9 and _ only`);
  if (RESERVED.test(name))
    throw new StepRefused("invalid", `${name} may not be set for a step: it changes what the host executes`);
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES)
    throw new StepRefused("invalid", `the value of ${name} is longer than 120 KiB`);
  try {
    return `export ${name}=${quoteWord(value)}\n`;
  } catch (error) {
    throw new StepRefused("invalid", `the value of ${name} cannot be passed: ${(error as Error).message}`);
  }
}
