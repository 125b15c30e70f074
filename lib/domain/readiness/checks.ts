import { z } from "zod";
import { isInjection } from "../drill/injection.ts";
import type { Playbook, Step } from "../playbook/schema.ts";
import { findOption } from "../run/steps.ts";

/** pass: good. weak: it works, but nothing proves it. fail: it would not work. unknown: it could not be asked, or could not tell. */
export const CheckVerdict = z.enum(["pass", "weak", "fail", "unknown"]);
export type CheckVerdict = z.infer<typeof CheckVerdict>;

/** What one check found on one target. `detail` is one line, secrets masked. */
export const CheckResult = z.object({ check: z.string(), verdict: CheckVerdict, detail: z.string() });
export type CheckResult = z.infer<typeof CheckResult>;
export const CheckResults = z.array(CheckResult);

export type ChooseStep = Extract<Step, { choose: string }>;

/** A check and what it means: procedures that its failure prevents, and those that it only degrades. */
export type DeclaredCheck = {
  id: string;
  title: string;
  prevents: readonly string[];
  degrades: readonly string[];
  because: string;
  /** How the engine asks. */
  ask:
    | { kind: "host" }
    | { kind: "script"; script: string }
    | { kind: "probe"; probe: string }
    | { kind: "list"; step: ChooseStep };
};

/** The one connection to the target says these by itself, in this order; after the first that fails nothing else can be asked. */
export const HOST_CHECKS = ["reach", "host-key", "login", "runner"] as const;
export const CLOCK_CHECK = "clock";

/**
 * Everything that is looked at on a target of this playbook, host first: what the connection itself shows, what the playbook declares, and each list
 * from which a default option chooses, once however many procedures use it. Pure.
 */
export function declaredChecks(playbook: Playbook): DeclaredCheck[] {
  const buttons = playbook.procedures.filter((p) => !isInjection(p));
  const all = buttons.map((p) => p.procedure);
  const host = (id: string, title: string, because: string): DeclaredCheck => ({
    id,
    title,
    prevents: all,
    degrades: [],
    because,
    ask: { kind: "host" },
  });
  const lists = new Map<string, DeclaredCheck & { prevents: string[] }>();
  for (const procedure of buttons) {
    for (const step of findOption(procedure, undefined)?.steps ?? []) {
      if (!("choose" in step)) continue;
      const known = lists.get(step.from);
      if (known) known.prevents.push(procedure.procedure);
      else
        lists.set(step.from, {
          id: `list.${step.choose.toLowerCase().replaceAll("_", "-")}.${procedure.procedure}`,
          title: step.title,
          prevents: [procedure.procedure],
          degrades: [],
          because: "there is nothing proven to go back to",
          ask: { kind: "list", step },
        });
    }
  }
  return [
    host("reach", "Reachable", "no step can be started on it"),
    host("host-key", "Host key as pinned", "no login is tried on another host"),
    host("login", "Login", "no step can be started on it"),
    host("runner", "Runner usable", "no step can be started on it"),
    { ...host(CLOCK_CHECK, "Clock", "times of its evidence are wrong"), prevents: [], degrades: all },
    ...(playbook.readiness?.checks ?? []).map(
      ({ id, title, script, probe, prevents, degrades, because }): DeclaredCheck => ({
        id,
        title,
        prevents,
        degrades,
        because,
        ask: probe === undefined ? { kind: "script", script: script ?? "" } : { kind: "probe", probe },
      }),
    ),
    ...lists.values(),
  ];
}
