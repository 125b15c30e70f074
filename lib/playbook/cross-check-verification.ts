import type { Playbook, Step } from "#lib/domain/playbook/schema.ts";
import { VERIFICATION, verificationOf } from "#lib/domain/run/verification.ts";
import { checkChecklist, checkOption } from "./cross-check-procedure.ts";
import type { Finding } from "./finding.ts";

const PATH = ["verification"];

/** The verification against the rest of its playbook: it only looks, and nothing else is called like it. Pure. */
export function checkVerification(playbook: Playbook): Finding[] {
  const taken = playbook.procedures.flatMap((p, i): Finding[] =>
    p.procedure === VERIFICATION || "verification" in p.scope
      ? [{ path: ["procedures", i], message: "the verification is no button; it stands in playbook.yaml" }]
      : [],
  );
  const procedure = verificationOf(playbook);
  if (!procedure) return taken;
  return [
    ...taken,
    ...procedure.options.flatMap((option) => [
      ...checkOption(playbook, procedure, option, PATH),
      ...option.steps.flatMap((step, n) => checkLooking(step, [...PATH, "steps", n])),
    ]),
    ...checkChecklist(procedure, PATH),
  ];
}

function checkLooking(step: Step, path: PropertyKey[]): Finding[] {
  if ("confirm" in step || "choose" in step) return [{ path, message: "starts by itself and asks nobody" }];
  return step.changes === "nothing" ? [] : [{ path: [...path, "changes"], message: "only looks: it changes nothing" }];
}
