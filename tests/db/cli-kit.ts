import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

export type Said = { code: number | null; out: string; bytes: Buffer; err: string };
export type Running = { child: ChildProcess; ended: Promise<Said>; said: () => string };

/** The command `backout` as people run it: a process of its own, configured by its environment alone. */
export function createCli(environment: Record<string, string>) {
  const home = mkdtempSync(path.join(tmpdir(), "backout-cli-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const start = (args: string[], over: Record<string, string> = {}, input?: string): Running => {
    const child = spawn(process.execPath, [path.resolve("scripts/backout.mjs"), ...args], {
      env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: home, ...environment, ...over },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => out.push(piece));
    child.stderr.on("data", (piece: Buffer) => err.push(piece));
    child.stdin.end(input ?? "");
    const ended = new Promise<Said>((resolve) => {
      child.once("close", (code) =>
        resolve({
          code,
          bytes: Buffer.concat(out),
          out: Buffer.concat(out).toString(),
          err: Buffer.concat(err).toString(),
        }),
      );
    });
    return { child, ended, said: () => Buffer.concat([...out, ...err]).toString() };
  };
  return {
    home,
    start,
    backout: (args: string[], over?: Record<string, string>, input?: string) => start(args, over, input).ended,
  };
}
