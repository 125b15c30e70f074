import type { Step } from "#lib/domain/playbook/schema.ts";
import type { StepOutcome } from "#lib/domain/run/decide.ts";
import { type Choice, candidatesOf, defaultOf } from "#lib/domain/run/proofs.ts";

type ChooseStep = Extract<Step, { choose: string }>;

/**
 * What a choose step's fresh list makes of the choice: the value becomes a capture, or the step fails because it is not offered (any more)
 * or is not what was `planned` under that name. Without a choice the proven default is taken. Pure.
 */
export function settleChoice(
  step: ChooseStep,
  chosen: string | undefined,
  planned: readonly Choice[],
  outcome: StepOutcome,
): StepOutcome {
  if (outcome.kind !== "exited" || outcome.code !== 0) return outcome;
  const candidates = candidatesOf(outcome.captures);
  const value = chosen ?? defaultOf(candidates)?.value;
  const offered =
    candidates
      .filter((c) => c.state !== "refused")
      .map((c) => c.value)
      .join(", ") || "none";
  if (value === undefined)
    return {
      ...outcome,
      refused: `no candidate is proven, so there is no default; offered: ${offered}. Nothing was changed. Start again and choose one.`,
    };
  const candidate = candidates.find((c) => c.value === value);
  if (!candidate)
    return {
      ...outcome,
      refused: `"${value}" does not exist on the target; offered: ${offered}. Nothing was changed.`,
    };
  if (candidate.state === "refused")
    return {
      ...outcome,
      refused: `"${value}" is refused: ${candidate.why}. Offered: ${offered}. Nothing was changed.`,
    };
  const then = planned.find((c) => c.value === value);
  if (then && then.identity !== "" && then.identity !== candidate.identity)
    return {
      ...outcome,
      refused: `"${value}" is not what was planned: it was ${then.identity}, now it is ${candidate.identity || "of unknown identity"}. Nothing was changed. Open the confirmation again and look at what is offered now.`,
    };
  return { ...outcome, captures: { ...outcome.captures, [step.choose]: value } };
}
