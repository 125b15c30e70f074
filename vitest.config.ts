import { defineConfig } from "vitest/config";

// unit: pure, no process, no network. db: a real PostgreSQL, started by tests/db/setup.ts. ssh: a real SSH server and
// shell. infra: starting, stopping, users and permissions of the whole program; it runs as root and as an ordinary user.
export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      { extends: true, test: { name: "unit", include: ["lib/**/*.test.ts", "tests/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "db",
          include: ["tests/db/**/*.test.ts"],
          globalSetup: ["tests/db/setup.ts"],
          // The program is read once by each worker, not once for each file: that was a third of the time.
          isolate: false,
          // Limits, not waits: real servers on two busy cores take their time.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "ssh",
          include: ["tests/ssh/**/*.test.ts"],
          // For the tests in which an engine carries the playbook on the range.
          globalSetup: ["tests/db/setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: "infra", include: ["tests/infra/**/*.test.ts"], testTimeout: 120_000, fileParallelism: false },
      },
    ],
  },
});
