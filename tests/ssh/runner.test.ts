import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { shellPath } from "./support.ts";

const directory = mkdtempSync(join(tmpdir(), "runner-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const program = readFileSync("lib/adapters/ssh/runner.sh", "utf8").replaceAll(/^ *#.*\n/gm, "");

/** What the runner answers to these requests, all sent at once, when it is run by a shell without any SSH round it. */
async function answers(shell: string, facts: string, requests: readonly string[]): Promise<string> {
  const stateDir = mkdtempSync(join(directory, "state-"));
  const child = spawn(shell, { stdio: ["pipe", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stdin.end(
    `b_nonce=N b_sh='${shell}' b_dir='${stateDir}'\n${program}b_begin ${facts}\n${requests.join("\n")}\n`,
  );
  await new Promise((resolve) => child.stdout.once("close", resolve));
  return output;
}

describe.each([
  ["dash", "where tail waits for changes", ""],
  ["bash", "where tail waits for changes", ""],
  ["dash", "where tail only polls", "0.02 poll g /usr/bin/setsid -"],
  ["bash", "where tail only polls", "0.02 poll g /usr/bin/setsid -"],
  ["busybox", "where tail only polls", ""],
] as const)("the runner under %s, %s", (shell, _, facts) => {
  it("stops following at once, however soon after the request it is told to", async () => {
    const start = "{ v_start 1 'a.b.1' sha 30000 1000000 '' 'sleep 300'; }";
    // A TERM between the fork and the exec of tail is lost under bash; twenty chances are enough to meet one.
    const pairs = Array.from({ length: 20 }, (_, i) => `{ v_follow ${i + 2} 'a.b.1' 0; }\n{ v_unfollow ${i + 2}; }`);
    const said = await answers(shellPath(shell, directory), facts, [start, ...pairs, "{ v_cancel 99 'a.b.1' 100; }"]);
    expect(said.match(/ stopped\n/g)).toHaveLength(20);
    expect(said).toContain("\x1eN 99 ended cancelled");
  });
});
