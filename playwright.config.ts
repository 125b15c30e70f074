import { createServer } from "node:net";
import path from "node:path";
import { defineConfig } from "@playwright/test";

// The workers read this file again: what the first reading decides is handed on in the environment.
process.env.BACKOUT_E2E_PORT ??= String(await freePort());
process.env.BACKOUT_E2E_DIR ??= path.resolve(".backout/e2e");
const origin = `http://127.0.0.1:${process.env.BACKOUT_E2E_PORT}`;

/** Journeys through the production build, with the drill range behind it, in Debian's Chromium. */
export default defineConfig({
  testDir: "e2e",
  timeout: 600_000,
  expect: { timeout: 45_000 }, // a rollback on two busy cores is slow; a wrong answer is not made right by waiting
  workers: 1, // the journeys roll back one range
  retries: 0,
  forbidOnly: process.env.CI === "true",
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: origin,
    actionTimeout: 90_000, // a button that stays off is told in minutes, not at the end of the test
    // A spinner that turns is drawn sixty times a second by a processor that has the range to run too.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    },
  },
  webServer: {
    command: "exec node scripts/bootstrap.mjs demo",
    wait: { stdout: /Ctrl-C stops everything/ }, // the demo's last word, when the range and the accounts are there
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 60_000 },
    stdout: "pipe",
    env: {
      PORT: process.env.BACKOUT_E2E_PORT,
      BACKOUT_DATA_DIR: path.join(process.env.BACKOUT_E2E_DIR, "demo"),
      BACKOUT_ORIGIN: origin,
      // A real sshd in front of the range; the embedded one has the same suite of its own in tests/ssh.
      BACKOUT_DEMO_SSH: "openssh",
    },
  },
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
