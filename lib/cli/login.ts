import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { CliEnv } from "#lib/config/env.ts";
import { UsageError } from "./command.ts";

const Login = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1) });
export type Login = z.infer<typeof Login>;

/** Where Backout is and as whom: the environment first, then the file of `backout login`. @throws {UsageError} */
export function loginFrom(env: CliEnv): Login {
  const stored = env.url !== undefined && env.token !== undefined ? undefined : read(env.loginFile);
  const url = env.url ?? stored?.url;
  // A token is for the server that gave it: one from the file never goes to another address.
  const token = env.token ?? (url === stored?.url ? stored?.token : undefined);
  if (url === undefined || token === undefined)
    throw new UsageError(
      `Nothing says ${url === undefined ? "where Backout is" : "as whom to sign in"}. Run "backout login URL", or set BACKOUT_URL and BACKOUT_TOKEN.`,
    );
  const parsed = Login.safeParse({ url, token });
  if (!parsed.success) throw new UsageError("BACKOUT_URL has to be an http:// or https:// address.");
  return parsed.data;
}

/** Replaces the file at once, readable by this user only. */
export function saveLogin(file: string, login: Login): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

function read(file: string): Login | undefined {
  try {
    return Login.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
