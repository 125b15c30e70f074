import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { processesWith, type Started, startProgram, untilPrinted } from "./processes.ts";
import { scratchDir } from "./scratch.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** What a task is in the small project below: it says what it got, and stays when its name says so. */
const taskSource = `
import answer from "answer";
const name: string = process.argv[2] ?? "";
console.log("task", name, "on", process.version, "answer", answer, "pid", process.pid);
if (name === "stay") {
  setInterval(() => {}, 60_000);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
    console.log("task ends by", signal);
    process.exit(0);
  });
}
if (name === "fail") process.exit(7);
`;

/** A project with one dependency that needs no network, started by our bootstrap. */
function smallProject(): string {
  const dir = path.join(scratchDir(), "project");
  mkdirSync(path.join(dir, "scripts"), { recursive: true });
  cpSync(path.join(root, "scripts/bootstrap.mjs"), path.join(dir, "scripts/bootstrap.mjs"));
  cpSync(path.join(root, ".npmrc"), path.join(dir, ".npmrc"));
  writeFileSync(path.join(dir, "scripts/tasks.ts"), taskSource);
  writeDependency(dir, "42");
  const scripts = Object.fromEntries(
    ["once", "stay", "fail"].map((name) => [name, `exec node scripts/bootstrap.mjs ${name}`]),
  );
  writeJson(path.join(dir, "package.json"), {
    name: "small",
    version: "1.0.0",
    type: "module",
    scripts,
    dependencies: { answer: "file:answer" },
  });
  writeLock(dir, "1.0.0");
  return dir;
}

function writeDependency(dir: string, answer: string): void {
  mkdirSync(path.join(dir, "answer"), { recursive: true });
  writeJson(path.join(dir, "answer/package.json"), { name: "answer", version: "1.0.0", main: "index.js" });
  writeFileSync(path.join(dir, "answer/index.js"), `module.exports = ${answer};\n`);
}

function writeLock(dir: string, projectVersion: string): void {
  writeJson(path.join(dir, "package-lock.json"), {
    name: "small",
    version: projectVersion,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "small", version: projectVersion, dependencies: { answer: "file:answer" } },
      answer: { version: "1.0.0" },
      "node_modules/answer": { resolved: "answer", link: true },
    },
  });
}

const writeJson = (file: string, value: unknown) => writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);

function npmRun(dir: string, task: string, env: NodeJS.ProcessEnv = process.env): Started {
  return startProgram("npm", ["run", "--silent", task], { cwd: dir, env });
}

async function succeeds(program: Started): Promise<string> {
  expect(await program.exited, program.output()).toEqual({ code: 0, signal: null });
  return program.output();
}

describe("the first start", () => {
  test("installs what the lockfile says, on Node 24, and the second start installs nothing", async () => {
    const dir = smallProject();
    const first = await succeeds(npmRun(dir, "once"));
    expect(first).toContain("Installing dependencies");
    expect(first).toMatch(/task once on v24\.\S+ answer 42/);
    const second = await succeeds(npmRun(dir, "once"));
    expect(second).not.toContain("Installing");
    expect(second).toContain("answer 42");
  });

  test("leaves package.json and package-lock.json byte for byte as they were", async () => {
    const dir = smallProject();
    const read = () => ["package.json", "package-lock.json"].map((name) => readFileSync(path.join(dir, name), "utf8"));
    const before = read();
    await succeeds(npmRun(dir, "once"));
    expect(read()).toEqual(before);
  });

  test("runs the task with the exit code that it has", async () => {
    expect((await npmRun(smallProject(), "fail").exited).code).toBe(7);
  });

  test.each([
    ["has no HOME", { HOME: undefined, npm_config_cache: undefined }],
    ["cannot write its HOME", { HOME: "/dev/null", npm_config_cache: undefined }],
    ["cannot write npm's cache", { npm_config_cache: "/dev/null/cache" }],
  ])("works for a user who %s", async (_, env) => {
    const output = await succeeds(npmRun(smallProject(), "once", { ...process.env, ...env }));
    expect(output).toContain("answer 42");
  });
});

test("a changed lockfile is installed at the next start", async () => {
  const dir = smallProject();
  await succeeds(npmRun(dir, "once"));
  writeLock(dir, "1.0.1");
  expect(await succeeds(npmRun(dir, "once"))).toContain("Installing dependencies");
});

test("an installation that was interrupted is started afresh, without the half of a package that it left", async () => {
  const dir = smallProject();
  await succeeds(npmRun(dir, "once"));
  const modules = path.join(dir, "node_modules");
  // As a kill -9 in the middle leaves it: a package directory that is there and incomplete, and the mark of the run.
  rmSync(path.join(modules, "answer"), { recursive: true });
  mkdirSync(path.join(modules, "answer"));
  writeJson(path.join(modules, "answer/package.json"), { name: "answer", version: "1.0.0", main: "index.js" });
  rmSync(path.join(modules, ".backout-installed"));
  writeFileSync(path.join(modules, ".backout-installing"), "");
  writeFileSync(path.join(dir, ".backout/installing.lock"), "999999999");
  const output = await succeeds(npmRun(dir, "once"));
  expect(output).toContain("An earlier installation was interrupted");
  expect(output).toContain("answer 42");
  expect(existsSync(path.join(modules, ".backout-installing"))).toBe(false);
  expect(readdirSync(path.join(dir, ".backout")).filter((name) => name.includes("lock"))).toEqual([]);
});

test("a failed installation starts nothing, says so, and the next start tries again", async () => {
  const dir = smallProject();
  const fakeNpm = path.join(dir, "fake", "npm");
  mkdirSync(path.dirname(fakeNpm));
  writeFileSync(fakeNpm, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  const { npm_execpath: _, ...env } = process.env;
  const failed = startProgram(process.execPath, [path.join(dir, "scripts/bootstrap.mjs"), "once"], {
    env: { ...env, PATH: `${path.dirname(fakeNpm)}:${process.env.PATH}` },
  });
  expect((await failed.exited).code).toBe(3);
  expect(failed.output()).toContain("npm install failed");
  expect(failed.output()).not.toContain("task once");
  expect(await succeeds(npmRun(dir, "once"))).toContain("answer 42");
});

test.each([
  ["a fresh clone", () => {}],
  [
    "a clone whose installation was killed",
    (dir: string) => {
      mkdirSync(path.join(dir, ".backout"));
      writeFileSync(path.join(dir, ".backout/installing.lock"), "999999999");
    },
  ],
])("four first starts at once install once, in %s", async (_what, prepare) => {
  const dir = smallProject();
  prepare(dir);
  const outputs = await Promise.all(["once", "once", "once", "once"].map((task) => succeeds(npmRun(dir, task))));
  expect(outputs.join("").match(/Installing dependencies/g)).toHaveLength(1);
});

describe("a running task", () => {
  test.each([
    ["SIGTERM to npm alone", (npm: number) => process.kill(npm, "SIGTERM"), "SIGTERM"],
    ["Ctrl-C, which goes to the whole group,", (npm: number) => process.kill(-npm, "SIGINT"), "SIGINT"],
  ])("is ended in order by %s and leaves nothing", async (_, send, signal) => {
    const dir = smallProject();
    const program = npmRun(dir, "stay");
    await untilPrinted(program, /task stay/);
    send(program.child.pid as number);
    await program.exited;
    expect(program.output()).toContain(`task ends by ${signal}`);
    expect(processesWith(dir)).toEqual([]);
  });

  test("is the same process as the bootstrap where Node can replace a process", async () => {
    const dir = smallProject();
    await succeeds(npmRun(dir, "once"));
    const program = startProgram(process.execPath, [path.join(dir, "scripts/bootstrap.mjs"), "stay"]);
    const [, pid] = await untilPrinted(program, /pid (\d+)/);
    expect(Number(pid)).toBe(program.child.pid);
  });
});

test("the bootstrap is written for the oldest Node it promises", () => {
  const source = readFileSync(path.join(root, "scripts/bootstrap.mjs"), "utf8");
  const imports = [...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  expect(imports.every((name) => name?.startsWith("node:"))).toBe(true);
  expect(source).not.toMatch(/withResolvers|Object\.groupBy|import\.meta\.(dirname|filename)|globSync|styleText/);
});
