// The process behind `backout`: the terminal, the environment and the exit code; everything else is in run-cli.ts.
import { loadCliEnv } from "#lib/config/env.ts";
import { runCli } from "./run-cli.ts";
import { terminal } from "./terminal.ts";

const io = terminal();
process.exitCode = await runCli(process.argv.slice(2), { io, env: loadCliEnv() });
io.close();
