import path from "node:path";
import { lintPlaybook } from "#lib/playbook/lint.ts";
import { loadPlaybook, loadPlaybooks } from "#lib/playbook/load.ts";
import type { Call, Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine } from "../print.ts";

/** Where the playbooks that came with this program lie. */
export const SHIPPED = path.join(import.meta.dirname, "..", "..", "..", "playbooks");

export const validate: Command = {
  name: "playbook validate",
  usage: "FOLDER   (one playbook)",
  summary: "Check one playbook against the schema; needs no server",
  async run({ io, positionals, json }) {
    const { playbook, hash } = loadPlaybook(positionals[0] ?? ".");
    const facts = { playbook: playbook.playbook, procedures: playbook.procedures.length, hash };
    io.out(json ? jsonLine(facts) : `ok  ${facts.playbook}, ${facts.procedures} procedures, ${hash}\n`);
    return EXIT.ok;
  },
};

export const lint: Command = {
  name: "playbook lint",
  usage: "[FOLDER]   (of playbooks; without one those that came with Backout)",
  summary: "Find operational traps in the scripts of playbooks; needs no server",
  async run({ io, positionals, json }: Call) {
    const { loaded, failed } = loadPlaybooks(positionals[0] ?? SHIPPED);
    const findings = loaded.flatMap(({ playbook }) =>
      lintPlaybook(playbook).map((f) => ({ playbook: playbook.playbook, ...f })),
    );
    if (json) io.out(jsonLine({ findings, broken: failed.map((f) => ({ playbook: f.id, message: f.error.message })) }));
    else {
      for (const f of findings) io.out(`${f.playbook}/${f.file}:${f.line}: ${f.trap}: ${f.message}\n`);
      for (const f of failed) io.out(`${f.error.message}\n`);
      if (findings.length + failed.length === 0) io.out(`ok  ${loaded.map((l) => l.playbook.playbook).join(", ")}\n`);
    }
    return findings.length + failed.length === 0 ? EXIT.ok : EXIT.failed;
  },
};
