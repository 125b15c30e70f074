import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { PRELUDE } from "#lib/domain/playbook/prelude.ts";
import { single, stepScript } from "#lib/domain/playbook/script.ts";
import { shipped } from "./shipped.ts";

const playbook = shipped("agent-platform");
const composed: [name: string, text: string][] = [
  ...Object.keys(playbook.scripts).map((path): [string, string] => [path, single(playbook, path)]),
  ...playbook.procedures.flatMap((p) =>
    p.options.flatMap((o) =>
      o.steps.flatMap((step): [string, string][] => {
        const text = "prove" in step || "watch" in step ? stepScript(playbook, step) : null;
        return text === null ? [] : [[`${p.procedure} ${o.id} ${step.id}`, text]];
      }),
    ),
  ),
];

it.each(["dash", "bash", "busybox"])(
  "every script, with what stands before it, parses in %s",
  { timeout: 60_000 },
  (shell) => {
    if (spawnSync(shell, ["--help"]).error)
      return expect(process.env.CI, `${shell} is installed in CI`).not.toBe("true");
    for (const [name, text] of composed) {
      const parsed = spawnSync(shell, shell === "busybox" ? ["sh", "-n"] : ["-n"], { input: text, encoding: "utf8" });
      expect([parsed.status, parsed.stderr], name).toEqual([0, ""]);
    }
  },
);

it("ShellCheck finds nothing in any script, with what stands before it", { timeout: 60_000 }, () => {
  if (spawnSync("shellcheck", ["--version"]).error)
    return expect(process.env.CI, "shellcheck is installed in CI").not.toBe("true");
  const bodies = Object.entries(playbook.scripts).map(([path, text]) => `# ${path}\n(\n${text}\n)\n`);
  const input = `#!/bin/sh\n${PRELUDE}${playbook.prelude}\n${bodies.join("")}`;
  // SC2154: the environment brings parameters and captures. SC2317, SC2329: a script does not use every function.
  // SC2030, SC2031: here the scripts are subshells of one file.
  const args = ["--shell=sh", "--severity=style", "--exclude=SC2154,SC2317,SC2329,SC2030,SC2031", "-"];
  expect(spawnSync("shellcheck", args, { input, encoding: "utf8" }).stdout).toBe("");
});

it("no script has a place where a value would be put in", () => {
  for (const [name, text] of composed) {
    expect(text.startsWith(PRELUDE), name).toBe(true);
    expect(text, name).not.toMatch(/\{\{|<%/);
  }
});
