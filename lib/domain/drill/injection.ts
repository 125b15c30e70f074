import type { Procedure } from "../playbook/schema.ts";

type Scoped = Pick<Procedure, "scope">;

/** Breaks its target on purpose: the failure that a drill injects. */
export const isInjection = ({ scope }: Scoped): boolean => "drill" in scope;

/** Which scenario of its playbook an injection is; null for every other procedure. */
export const scenarioOf = ({ scope }: Scoped): string | null => ("drill" in scope ? scope.drill : null);

/** Where a drill may take place. Everything else is refused, an environment that is added later too. */
const DRILLED: readonly string[] = ["staging", "drill"];

/** Why nothing is injected on the target, as a sentence; null when it may be. Asked by the services and again by the engine before every step. */
export const whyNotDrilled = (target: { name: string; environment: string }): string | null =>
  DRILLED.includes(target.environment)
    ? null
    : `${target.name} is a ${target.environment} target, and a drill breaks its target on purpose. Drills run on staging and drill targets only.`;
