import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { single } from "#lib/domain/playbook/script.ts";
import { childEnvironment } from "#lib/range/command.ts";
import { loginEnvironment } from "#lib/range/environment.ts";
import { playbook } from "./playbook-kit.ts";

export type ScriptRun = { code: number | null; output: string; captures: Record<string, string> };

/** Runs one script of the playbook as the runner would, without a target: a bare environment, values as data, handed-on values in a file. */
export function startScript(root: string, script: string, values: Record<string, string>) {
  const out = path.join(root, `out-${Math.random().toString(36).slice(2)}`);
  writeFileSync(out, "");
  const env = childEnvironment({
    ...loginEnvironment(root),
    BACKOUT_TARGET: "t1",
    BACKOUT_RUN: "run1",
    BACKOUT_STAMP: "20261130-120000",
    BACKOUT_OUT: out,
    NODE_PATH_DIRS: path.dirname(process.execPath),
    PM2_HOME: path.join(root, "pm2"),
    ...defaults,
    ...values,
  });
  const child = spawn("sh", ["-c", single(playbook, script)], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<ScriptRun>((resolve) =>
    child.once("close", (code) => {
      const lines = readFileSync(out, "utf8").split("\n").filter(Boolean);
      const captures = Object.fromEntries(
        lines.map((line) => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
      );
      resolve({ code, output, captures });
    }),
  );
  return { pid: child.pid ?? 0, output: () => output, ended };
}

export const runScript = (root: string, script: string, values: Record<string, string>): Promise<ScriptRun> =>
  startScript(root, script, values).ended;

const defaults = Object.fromEntries(
  Object.entries(playbook.parameters).flatMap(([name, p]) => (p.default === undefined ? [] : [[name, p.default]])),
);
