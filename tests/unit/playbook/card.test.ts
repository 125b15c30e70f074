import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeCard } from "#lib/domain/card/card.ts";
import { cardHtml } from "#lib/domain/card/html.ts";
import { cardText } from "#lib/domain/card/text.ts";
import { stepScript } from "#lib/domain/playbook/script.ts";
import { findOption } from "#lib/domain/run/steps.ts";
import { loadPlaybook } from "#lib/playbook/load.ts";
import { sha256 } from "#lib/record/signatures.ts";

const { playbook } = loadPlaybook("playbooks/agent-platform");
const scratch = mkdtempSync(path.join(tmpdir(), "backout-card-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the card", () => {
  const hostile = `/srv/it's $(touch pwned) \`id\`; rm -rf "x" !! \\`;
  const card = makeCard({
    playbook,
    hash: "0".repeat(64),
    target: { name: "drill-1", parameters: { APP_DIR: hostile } },
    address: { host: "10.0.0.1", port: 22, user: "app", hostKeySha256: null, environment: "drill" },
    contacts: [{ name: "<b>On call</b>", phone: "+1 555 0100", email: "on-call@example.test", roles: ["on-call"] }],
    sha256,
  });

  test("holds the bytes that the engine would send, step by step", () => {
    for (const procedure of playbook.procedures.filter((p) => card.procedures.some((c) => c.id === p.procedure))) {
      const { script } = card.procedures.find((c) => c.id === procedure.procedure) as { script: string };
      const shared =
        /cat > "\$backout_dir\/shared" <<'BACKOUT_SHARED_END'\n([\s\S]*?)BACKOUT_SHARED_END/.exec(script)?.[1] ?? "";
      for (const [i, step] of (findOption(procedure, undefined)?.steps ?? []).entries()) {
        const own = new RegExp(`<<'BACKOUT_STEP_${i + 1}_END'\\n([\\s\\S]*?)BACKOUT_STEP_${i + 1}_END`).exec(
          script,
        )?.[1];
        const sent = stepScript(playbook, step);
        if (sent !== null) expect(`${shared}${own}`.trimEnd()).toBe(sent.trimEnd());
      }
    }
  });

  test("quotes whatever a parameter holds, has nothing in it that a terminal obeys, and no rehearsed fault", () => {
    const { script } = card.procedures.find((p) => p.id === "level-1") as { script: string };
    const line = script.split("\n").find((l) => l.startsWith("export APP_DIR="));
    const said = spawnSync("sh", ["-c", `${line}\nprintf '%s' "$APP_DIR"`], { encoding: "utf8", cwd: scratch });
    expect(said.stdout).toBe(hostile);
    expect(existsSync(path.join(scratch, "pwned"))).toBe(false);
    expect(cardText(card)).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(card.procedures.map((p) => p.id).filter((id) => id.startsWith("drill-"))).toEqual([]);
    expect(card.procedures.map((p) => p.id).slice(0, 3)).toEqual(["level-1", "level-2", "level-3"]);
  });

  test.each(["level-3", "data-postgres"])("of %s does nothing before somebody has said the target's name", (id) => {
    const { script, approval } = card.procedures.find((p) => p.id === id) as { script: string; approval: string };
    expect(approval).toBe("one-other");
    const file = path.join(scratch, `${id}-alone.sh`);
    writeFileSync(file, script);
    for (const BACKOUT_CONFIRM of ["", "another-target"]) {
      const env = {
        NODE_ENV: "test" as const,
        PATH: process.env.PATH,
        HOME: scratch,
        TMPDIR: scratch,
        BACKOUT_CONFIRM,
      };
      const said = spawnSync("setsid", ["sh", file], { encoding: "utf8", cwd: scratch, env, input: "" });
      expect(said.status).toBe(1);
      expect(said.stdout.trim()).toBe("== Nothing was done.");
    }
  });

  test("is a page that asks nobody for anything, with contacts and without markup of others", () => {
    const html = cardHtml(card);
    expect(html).toContain("&#60;b&#62;On call");
    expect(html).toContain("+1 555 0100");
    // What is pasted stands in pre elements and may say anything.
    expect(html.replaceAll(/<pre>[^<]*<\/pre>/g, "")).not.toMatch(/<script|<img|<link|src=|href=|url\(/i);
  });

  test("passes ShellCheck and every shell of a target reads it", { timeout: 120_000 }, () => {
    for (const { script, fileName } of card.procedures) {
      const file = path.join(scratch, fileName);
      writeFileSync(file, script);
      expect(spawnSync("shellcheck", ["-s", "sh", "-S", "warning", file], { encoding: "utf8" }).stdout).toBe("");
      for (const shell of [["dash"], ["bash"], ["busybox", "sh"]])
        expect(spawnSync(shell[0] as string, [...shell.slice(1), "-n", file], { encoding: "utf8" }).stderr).toBe("");
    }
  });
});
