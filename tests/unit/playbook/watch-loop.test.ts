import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { plainText } from "#lib/domain/output/ansi.ts";
import { Step } from "#lib/domain/playbook/schema.ts";
import { stepScript } from "#lib/domain/playbook/script.ts";
import { tickOf } from "#lib/domain/watch/tick.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";

// Limits, not waits: windows are of real seconds, and shells share their processors.
vi.setConfig({ testTimeout: 60_000 });
const MARK = "3f1c2a77-mark";
const step = Step.parse({ id: "stay", title: "Stay", watch: "5m", every: "1s", probes: ["changed"] });

/** The watch of one probe in a shell, with a window of 3 s and a pass each second. */
async function watch(shell: string, probe: string, prelude = "") {
  const home = mkdtempSync(path.join(tmpdir(), "backout-watch-"));
  const playbook = { ...smallPlaybook({ "scripts/probe-changed.sh": probe }), prelude };
  const [program, ...args] = shell.split(" ");
  const child = spawn(program as string, [...args, "-c", stepScript(playbook, step) ?? ""], {
    env: {
      ...process.env,
      HOME_DIR: home,
      BACKOUT_OUT: path.join(home, "captures"),
      BACKOUT_WATCH_SECONDS: "3",
      BACKOUT_WATCH_EVERY_SECONDS: "1",
      BACKOUT_WATCH_MARK: MARK,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
  const code = await new Promise((resolve) => child.once("close", resolve));
  const captures = readFileSync(path.join(home, "captures"), "utf8");
  rmSync(home, { recursive: true });
  const ticks = output.split("\n").flatMap((line) => tickOf(line, MARK) ?? []);
  return { code, output, captures, ticks };
}

/** Fails in pass 2 only. */
const WOBBLES =
  'echo x >> "$HOME_DIR/passes"; n=$(wc -l < "$HOME_DIR/passes" | tr -d " "); sample passes "$n" 1 "s"; [ "$n" -ne 2 ] || { detail "it wobbled"; exit 1; }\ndetail fine';

describe.each(["dash", "bash", "busybox sh"])("in %s a watch", (shell) => {
  if (spawnSync(shell.split(" ")[0] as string, ["--help"]).error) {
    test("needs the shell in CI", () => expect(process.env.CI).not.toBe("true"));
    return;
  }

  test.concurrent("that nothing crosses passes after its window and says what it measured", async () => {
    const { code, ticks, captures } = await watch(
      shell,
      'sample p95-latency 12 1500 ms; sample share 0.4 "" %; detail fine',
    );
    expect(code).toBe(0);
    expect(ticks.map((t) => t.tick)).toEqual(ticks.map((_, i) => i + 1));
    expect(ticks.at(-1)).toMatchObject({ windowSeconds: 3, atMostSeconds: 9, restarts: 0, crossed: null });
    expect(ticks.at(-1)?.stableSeconds).toBeGreaterThanOrEqual(3);
    expect(ticks[0]?.samples).toEqual([
      { name: "p95-latency", value: 12, limit: 1500, unit: "ms" },
      { name: "share", value: 0.4, limit: null, unit: "%" },
    ]);
    expect(captures).toMatch(/PROBE_CHANGED=pass\tfine\nWATCHED_SECONDS=\d+\n$/);
  });

  test.concurrent("whose limit is crossed starts its clock again, tells the playbook, and can still pass", async () => {
    const { code, ticks, output } = await watch(shell, WOBBLES, "watch_restarted() { echo told; }");
    expect(code).toBe(0);
    expect(ticks[1]).toMatchObject({ restarts: 1, stableSeconds: 0, crossed: "The change is there: it wobbled" });
    expect(ticks.at(-1)).toMatchObject({ restarts: 1, crossed: null });
    expect(ticks.at(-1)?.totalSeconds).toBeGreaterThanOrEqual(4);
    expect(output.match(/^told$/gm)).toHaveLength(1);
  });

  test.concurrent("that has no room left for a whole window fails", async () => {
    const { code, ticks, output } = await watch(shell, 'detail "never"; exit 1');
    expect(code).toBe(1);
    expect(output).toMatch(/not stable: a limit was crossed \d+ times in \d+ s/);
    expect(ticks.at(-1)?.totalSeconds).toBeGreaterThan(9 - 3);
    expect(ticks.length).toBeGreaterThan(2);
  });

  test.concurrent("of something that is broken ends at once", async () => {
    const { code, ticks, captures } = await watch(shell, 'broken "pid 7 is gone"');
    expect(code).toBe(1);
    expect(ticks).toHaveLength(1);
    expect(captures).toContain("PROBE_CHANGED=fail\tpid 7 is gone");
  });

  test.concurrent("that nothing could judge is not proven", async () => {
    expect((await watch(shell, 'undecided "too little"')).code).toBe(3);
  });
});

test("a line that a probe prints is no pass: it does not know the mark, and numbers are checked", () => {
  const json =
    '{"tick":1,"stableSeconds":0,"windowSeconds":2,"restarts":0,"totalSeconds":0,"atMostSeconds":6,"samples":[]}';
  const said = (text: string, mark = MARK) => `\u001b]133;watch:${mark}\t${text}\t\u001b\\stable for 0 of 2 s`;
  expect(tickOf(said(json), MARK)).toMatchObject({ tick: 1, crossed: null });
  expect(plainText(said(json))).toBe("stable for 0 of 2 s");
  expect(tickOf(said(json, "guess"), MARK)).toBeNull();
  expect(tickOf(said(json.replace("0", "-1")), MARK)).toBeNull();
  expect(tickOf(said('{"tick":'), MARK)).toBeNull();
  expect(tickOf(said(json).slice(0, 40), MARK)).toBeNull();
});
