import { fork } from "node:child_process";
import path from "node:path";
import { issueApiToken, putAccount } from "#lib/adapters/auth/accounts.ts";
import type { Lab } from "./lab.ts";

export type WebProcess = {
  port: number;
  /** Ends it and waits until it has. */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
};

/** Starts a web process on the lab's database and waits until it serves; the same port as before, when there was one. */
export async function startWeb(lab: Lab, port = 0): Promise<WebProcess> {
  const child = fork(path.join(import.meta.dirname, "web.ts"), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, FAULTS_DATABASE_URL: lab.url, FAULTS_PORT: String(port) },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const serving = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("exit", (code) => reject(new Error(`the web process ended with ${code} before it served`)));
  });
  return {
    port: serving,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** The token of somebody who may only watch. */
export async function viewerToken(lab: Lab): Promise<string> {
  const id = await putAccount(lab.prisma, { handle: "viewer", name: "viewer", role: "viewer" }, "no password");
  return issueApiToken(lab.prisma, id, "campaign");
}
