import { defineConfig } from "vitest/config";

// unit: pure, no process, no network. db: a real PostgreSQL (tests/db/setup.ts starts it). ssh: a real SSH server and shell.
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "unit", include: ["lib/**/*.test.ts", "tests/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "db", include: ["tests/db/**/*.test.ts"], globalSetup: ["tests/db/setup.ts"], testTimeout: 30_000 },
      },
      { extends: true, test: { name: "ssh", include: ["tests/ssh/**/*.test.ts"], testTimeout: 120_000, fileParallelism: false } },
    ],
  },
});
