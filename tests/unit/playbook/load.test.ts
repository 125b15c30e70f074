import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadPlaybook, loadPlaybooks, PlaybookError } from "#lib/playbook/load.ts";
import { PLAYBOOKS } from "./shipped.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A copy of the agent platform's playbook that a test may break. */
function copy(): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "playbook-"));
  made.push(root);
  const directory = path.join(root, "agent-platform");
  cpSync(path.join(PLAYBOOKS, "agent-platform"), directory, { recursive: true });
  return directory;
}

/** Replaces text in one file of it and answers with the problems of loading it. */
function problemsAfter(file: string, from: string | RegExp, to: string): string[] {
  const directory = copy();
  const whole = path.join(directory, file);
  const before = readFileSync(whole, "utf8");
  const after = before.replace(from, to);
  expect(after, "the test changes something").not.toBe(before);
  writeFileSync(whole, after);
  return problemsOf(directory);
}

function problemsOf(directory: string): string[] {
  try {
    loadPlaybook(directory);
    return [];
  } catch (error) {
    if (!(error instanceof PlaybookError)) throw error;
    return error.problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}`);
  }
}

describe("a playbook that is right", () => {
  it("loads, with its scripts and the prelude apart", () => {
    const { playbook, hash } = loadPlaybook(copy());
    expect(playbook.procedures.map((p) => p.procedure)).toEqual([
      "data-postgres",
      "data-sqlite",
      "drill-bad-release",
      "drill-crash-loop",
      "drill-hung-process",
      "drill-toggles-on",
      "gap-001",
      "level-1",
      "level-2",
      "level-3",
      "qw-001",
      "qw-002",
    ]);
    expect(playbook.prelude).toContain("need_pm2()");
    expect(Object.keys(playbook.scripts)).not.toContain("scripts/prelude.sh");
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has the same hash wherever it lies, and another one after any change of a script", () => {
    const directory = copy();
    const { hash } = loadPlaybook(directory);
    expect(loadPlaybook(copy()).hash).toBe(hash);
    writeFileSync(path.join(directory, "scripts", "probe-health.sh"), "detail changed\n");
    expect(loadPlaybook(directory).hash).not.toBe(hash);
  });

  it("stands beside one that is broken", () => {
    const directory = copy();
    const broken = path.join(path.dirname(directory), "broken");
    mkdirSync(broken);
    writeFileSync(path.join(broken, "playbook.yaml"), "playbook: [");
    const { loaded, failed } = loadPlaybooks(path.dirname(directory));
    expect(loaded.map((l) => l.playbook.playbook)).toEqual(["agent-platform"]);
    expect(failed.map((f) => [f.id, f.error.problems[0]?.file])).toEqual([["broken", "playbook.yaml"]]);
  });
});

describe("what is wrong is told with file, line and column", { timeout: 30_000 }, () => {
  it.each([
    ["a tab in YAML", "playbook.yaml", "title: Agent platform", "\ttitle: Agent platform", /^playbook\.yaml:4:1: /],
    [
      "an open bracket",
      "procedures/level-1.yaml",
      "targetTime: 2m",
      "targetTime: [2m",
      /^procedures\/level-1\.yaml:\d+:\d+: /,
    ],
    ["a key twice", "playbook.yaml", "title: Agent platform", "title: a\ntitle: b", /^playbook\.yaml:5:1: .*unique/],
    [
      "an unknown key",
      "procedures/level-3.yaml",
      "approval: one-other",
      "approvel: one-other",
      /^procedures\/level-3\.yaml:1:1: .*approvel/,
    ],
    [
      "a wrong value",
      "procedures/level-3.yaml",
      "approval: one-other",
      "approval: nobody",
      /^procedures\/level-3\.yaml:9:11: approval: /,
    ],
    [
      "a wrong duration",
      "procedures/level-1.yaml",
      "targetTime: 2m",
      "targetTime: soon",
      /^procedures\/level-1\.yaml:6:13: targetTime: a duration such as/,
    ],
    [
      "a misspelt key of a step",
      "procedures/level-1.yaml",
      "        safeToRepeat: true\n        timeout: 90s",
      "        safeToRepaet: true\n        timeout: 90s",
      /^procedures\/level-1\.yaml:30:9: options\.0\.steps\.2.*safeToRepaet/,
    ],
    [
      "a wrong type of a parameter",
      "playbook.yaml",
      "APP_DIR: { type: abs-path",
      "APP_DIR: { type: path",
      /^playbook\.yaml:8:20: parameters\.APP_DIR\.type: /,
    ],
    [
      "a default that does not fit",
      "playbook.yaml",
      "default: app }",
      "default: -app }",
      /^playbook\.yaml:9:\d+: parameters\.PM2_APP\.default: .*not a name/,
    ],
    [
      "a secret with a default",
      "playbook.yaml",
      "PM2_APP: { type: name,",
      "PM2_APP: { type: secret,",
      /^playbook\.yaml:9:\d+: parameters\.PM2_APP\.default: a secret has no default/,
    ],
    [
      "a choice that would be secret",
      "procedures/level-2.yaml",
      "type: git-tag",
      "type: secret",
      /^procedures\/level-2\.yaml:\d+:\d+: .*cannot be a secret/,
    ],
    [
      "a file that is not there",
      "procedures/level-1.yaml",
      "scripts/toggles-all.sh",
      "scripts/toggle-all.sh",
      /^procedures\/level-1\.yaml:\d+:9: options\.0\.steps\.1: there is no file scripts\/toggle-all\.sh/,
    ],
    [
      "a probe that is not there",
      "procedures/level-1.yaml",
      "prove: [toggles,",
      "prove: [toggels,",
      /there is no probe "toggels"/,
    ],
    [
      "a watch that only an engine could keep",
      "procedures/level-1.yaml",
      "probes: [error-rate,",
      "probes: [public-health, error-rate,",
      /"public-health" is asked by the engine, and a watch runs on the target alone/,
    ],
    [
      "a proof that nothing on the target gives",
      "procedures/level-1.yaml",
      /prove: \[.*\]/,
      "prove: [public-health]",
      /steps\.\d\.prove: needs at least one probe that runs on the target/,
    ],
    [
      "an address of no parameter",
      "playbook.yaml",
      "fetch: PUBLIC_URL",
      "fetch: PM2_APP",
      /probes\.\d\.fetch: there is no parameter PM2_APP of type url/,
    ],
    [
      "an undo proof that is not there",
      "procedures/level-1.yaml",
      "undoProve: [toggles-restored]",
      "undoProve: [nothing]",
      /^procedures\/level-1\.yaml:\d+:\d+: undoProve: there is no probe "nothing"/,
    ],
    [
      "a procedure that is not there",
      "procedures/level-1.yaml",
      "insufficient: level-2",
      "insufficient: level-9",
      /insufficient: there is no procedure "level-9"/,
    ],
    [
      "a signal that is not there",
      "playbook.yaml",
      "signal: crashed",
      "signal: crashd",
      /^playbook\.yaml:\d+:\d+: criteria\.0\.signal: no signal "crashd"/,
    ],
    [
      "a cure that is not there",
      "playbook.yaml",
      "curedBy: level-2",
      "curedBy: level-7",
      /criteria\.0\.curedBy: there is no procedure "level-7"/,
    ],
    [
      "a symptom of nothing",
      "playbook.yaml",
      "title: Upload failures, procedure: qw-001",
      "title: Upload failures, procedure: qw-7",
      /symptoms\.4\.procedure: there is no procedure "qw-7"/,
    ],
    [
      "a tick of nothing",
      "procedures/level-1.yaml",
      "ticks: [system-stable]",
      "ticks: [system-table]",
      /options\.0\.steps\.4\.ticks: the checklist has no item "system-table"/,
    ],
    [
      "bands out of order",
      "playbook.yaml",
      "over: 50, class: major",
      "over: 20, class: major",
      /criteria\.6\.bands: bands go from the highest bound down/,
    ],
    [
      "a signal twice",
      "playbook.yaml",
      "id: minorUxIssues, title",
      "id: crashed, title",
      /signals\.\d+\.id: "crashed" is declared twice/,
    ],
    [
      "a capture twice",
      "procedures/level-2.yaml",
      "captures: [PREVIOUS_DIR,",
      "captures: [NEXT_DIR,",
      /NEXT_DIR is set already/,
    ],
    [
      "a capture over a parameter",
      "procedures/level-2.yaml",
      "captures: [BACKUP_FILE]",
      "captures: [APP_DIR]",
      /APP_DIR is set already/,
    ],
    [
      "a capture of Backout's own",
      "procedures/level-2.yaml",
      "captures: [BACKUP_FILE]",
      "captures: [BACKOUT_RUN]",
      /BACKOUT_RUN is a name of Backout's own/,
    ],
    [
      "a refused default",
      "procedures/level-1.yaml",
      "    steps:",
      "    refused: { because: no, instead: [level-2] }\n    steps:",
      /the first option is the default and cannot be refused/,
    ],
    [
      "a refused option that sends nowhere",
      "procedures/gap-001.yaml",
      "instead: [toggle, level-2]",
      "instead: [level-8]",
      /there is no procedure or option "level-8"/,
    ],
    [
      "an item that nothing ticks",
      "procedures/level-1.yaml",
      "ticks: [system-stable]",
      "ticks: []",
      /checklist\.4: no step ticks "system-stable"/,
    ],
    [
      "procedures in the main file",
      "playbook.yaml",
      "classes:",
      "procedures: []\nclasses:",
      /^playbook\.yaml:\d+:\d+: procedures: procedures stand in procedures/,
    ],
  ])("%s", (_what, file, from, to, message) => {
    const problems = problemsAfter(file, from, to);
    expect(problems.join("\n")).toMatch(message);
  });

  it("a script that nothing uses is named by its file", () => {
    const directory = copy();
    writeFileSync(path.join(directory, "scripts", "forgotten.sh"), "echo\n");
    expect(problemsOf(directory)).toEqual(["scripts/forgotten.sh:1:1: is used by nothing"]);
  });

  it("all problems are told at once", () => {
    const directory = copy();
    const file = path.join(directory, "procedures", "level-1.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("2m", "soon").replace("level: 1", "level: 9"));
    expect(problemsOf(directory).length).toBeGreaterThanOrEqual(2);
  });

  it("a file that is missing, empty, or no mapping", () => {
    const directory = copy();
    for (const text of ["", "- a\n- b\n", "just text\n"]) {
      writeFileSync(path.join(directory, "playbook.yaml"), text);
      expect(problemsOf(directory)[0]).toMatch(/^playbook\.yaml:1:1: /);
    }
    rmSync(path.join(directory, "playbook.yaml"));
    expect(problemsOf(directory)).toEqual(["playbook.yaml:1:1: the file is missing"]);
  });

  it("the message names the playbook and each place", () => {
    const directory = copy();
    rmSync(path.join(directory, "playbook.yaml"));
    expect(() => loadPlaybook(directory)).toThrow(
      "agent-platform cannot be loaded:\n  playbook.yaml:1:1: the file is missing",
    );
  });
});
