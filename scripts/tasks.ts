// Runs on Node 24, after scripts/bootstrap.mjs. One file per task in scripts/tasks/; only the one asked for is loaded.
import { Interrupted } from "./tasks/process.ts";

type Task = (args: string[]) => Promise<void>;

const tasks: Record<string, () => Promise<Task>> = {
  demo: async () => (await import("./tasks/serve.ts")).demo,
  dev: async () => (await import("./tasks/serve.ts")).dev,
  start: async () => (await import("./tasks/serve.ts")).start,
  build: async () => (await import("./tasks/build.ts")).build,
  test: async () => (await import("./tasks/test.ts")).testAll,
  "test:unit": async () => (await import("./tasks/test-one.ts")).testProject("unit"),
  "test:db": async () => (await import("./tasks/test-one.ts")).testProject("db"),
  "test:ssh": async () => (await import("./tasks/test-one.ts")).testProject("ssh"),
  "test:e2e": async () => (await import("./tasks/test-one.ts")).testBrowser,
  verify: async () => (await import("./tasks/verify.ts")).verify,
  bench: async () => (await import("./tasks/bench.ts")).bench,
  faults: async () => (await import("./tasks/faults.ts")).faults,
  "playbook:lint": async () => (await import("./tasks/playbook-lint.ts")).lintPlaybooks,
};

const [name = "", ...args] = process.argv.slice(2);
const load = tasks[name];
if (!load) {
  console.error(`There is no task "${name}". There are: ${Object.keys(tasks).join(", ")}.`);
  process.exit(2);
}
try {
  await (await load())(args);
} catch (error) {
  if (error instanceof Interrupted) process.exit(error.exitCode);
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
