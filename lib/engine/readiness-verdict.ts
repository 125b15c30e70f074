import type { CheckResult, DeclaredCheck } from "#lib/domain/readiness/checks.ts";
import { candidatesOf, defaultOf, proofsOf } from "#lib/domain/run/proofs.ts";
import type { Asked } from "./ask-target.ts";

type Judged = Pick<CheckResult, "verdict" | "detail">;

/** What the end of a check's script says. Exit 3 and every end that is no exit cannot tell, which is never good. Pure. */
export function verdictOf(check: DeclaredCheck, { end, captures, lastLine }: Asked): Judged {
  if (end.kind === "timedOut")
    return { verdict: "unknown", detail: `gave no answer within ${Math.round(end.afterMs / 1000)} s` };
  if (end.kind !== "exited") return { verdict: "unknown", detail: `could not be asked: ${end.kind}` };
  const said = lastLine.replace(/^(FAILED|NOT PROVEN): /, "");
  const detail = proofsOf({ captures })[0]?.detail || said;
  if (end.code === 3) return { verdict: "unknown", detail };
  if (end.code !== 0) return { verdict: "fail", detail: detail || `exited with code ${end.code}` };
  return check.ask.kind === "list" ? ofList(captures) : { verdict: "pass", detail };
}

/** A list is good when it has a default, which is proven; what is only offered nobody has proven. */
function ofList(captures: Record<string, string>): Judged {
  const candidates = candidatesOf(captures);
  const proven = defaultOf(candidates);
  if (proven) return { verdict: "pass", detail: `${proven.label}: ${proven.why}` };
  const offered = candidates.find((c) => c.state === "offered");
  if (offered) return { verdict: "weak", detail: `none is proven. The best is ${offered.label}: ${offered.why}` };
  const refused = candidates.find((c) => c.state === "refused");
  const why = refused ? `: ${refused.label} ${refused.why}` : "";
  return { verdict: "fail", detail: `nothing can be chosen${why}` };
}
