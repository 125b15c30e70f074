import { spawn } from "node:child_process";

const PIPE_GRACE_MS = 1000;

export type CommandOptions = {
  cwd?: string;
  /** The whole environment. (Default: the one of this process) */
  env?: Record<string, string>;
  /** (Default: 60_000) */
  timeoutMs?: number;
  stdin?: string;
};

/** Next's types claim that NODE_ENV is always set; the environment of a child holds what we give it and nothing else. */
export function childEnvironment(env: Record<string, string>): NodeJS.ProcessEnv {
  return env as NodeJS.ProcessEnv;
}

export type CommandResult = { code: number | null; stdout: string; stderr: string };

/** Runs a program to its end and answers with what it said, whatever its exit code. Throws only when it cannot be started or ended late. */
export function attempt(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { timeoutMs = 60_000, stdin, cwd, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { cwd, env: env && childEnvironment(env), stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // A program that ends without reading its input breaks the pipe; its exit code says what matters.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin ?? "");
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new Error(`cannot start ${file}: ${error.message}`, { cause: error }));
    });
    const finish = (code: number | null) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      if (late) reject(new Error(`${file} ${args[0] ?? ""}: not done within ${timeoutMs} ms\n${stderr.slice(-2000)}`));
      else resolve({ code, stdout, stderr });
    };
    child.once("close", finish);
    // A daemon that the program left behind may hold the pipes open for ever: what it wrote by now is enough.
    child.once("exit", (code) => setTimeout(() => finish(code), PIPE_GRACE_MS).unref());
  });
}

/** Like `attempt`, but an exit code other than 0 is an error that carries the end of the output. Answers with stdout. */
export async function run(file: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await attempt(file, args, options);
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().slice(-2000);
  throw new Error(`${file} ${args.slice(0, 3).join(" ")} ended with ${result.code}:\n${said}`);
}
