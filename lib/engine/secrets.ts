import { Mask } from "#lib/domain/output/mask.ts";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import type { StepOutcome } from "#lib/domain/run/decide.ts";
import type { EngineTarget } from "#lib/ports/engine-store.ts";
import type { Opener } from "#lib/ports/sealer.ts";

export type OpenedSecrets = {
  /** The secret parameters, for the scripts. */
  environment: Record<string, string>;
  /** Finds them, and the login credential, in whatever comes back from the target. */
  mask: Mask;
};

/** Opens a target's secrets for one step; nothing keeps them longer. Throws when the engine's key does not fit. */
export async function openSecrets(opener: Opener, target: EngineTarget): Promise<OpenedSecrets> {
  const { id, credential, secrets } = target;
  const environment = Object.fromEntries(
    await Promise.all(
      secrets.map(async ({ name, sealed }) => [name, await opener.open(sealed, secretContext(id, name))] as const),
    ),
  );
  const login = credential ? [await opener.open(credential.sealed, id)] : [];
  return { environment, mask: new Mask([...Object.values(environment), ...login]) };
}

/** What a step handed on or said of its end, fit to be recorded. Pure. */
export function maskOutcome(mask: Mask, outcome: StepOutcome): StepOutcome {
  if (outcome.kind === "lost" || outcome.kind === "notStarted")
    return { ...outcome, reason: mask.text(outcome.reason) };
  if (outcome.kind !== "exited") return outcome;
  const { refused } = outcome;
  return {
    ...outcome,
    captures: maskValues(mask, outcome.captures),
    ...(refused === undefined ? {} : { refused: mask.text(refused) }),
  };
}

export const maskValues = (mask: Mask, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, mask.text(value)]));
