import type { Playbook } from "../playbook/schema.ts";
import type { Finding, Recommendation, Verdict } from "./types.ts";

type Known = Pick<Playbook, "criteria" | "symptoms"> & {
  procedures: readonly { procedure: string; title: string; scope: object }[];
};

/**
 * The lowest level able to cure everything that fired, with what has to be done first in front; beside it, never instead of it, the procedures whose
 * symptoms were seen.
 */
export function recommend(
  playbook: Known,
  fired: readonly Finding[],
  symptoms: readonly string[],
): Pick<Verdict, "recommended" | "alternatives"> {
  const seen = new Map<string, string[]>();
  for (const symptom of playbook.symptoms.filter((s) => symptoms.includes(s.id)))
    seen.set(symptom.procedure, [...(seen.get(symptom.procedure) ?? []), symptom.title]);
  const recommended = cure(playbook, fired);
  const alternatives = playbook.procedures
    .filter((p) => seen.has(p.procedure) && p.procedure !== recommended?.procedure)
    .map((p) => ({
      procedure: p.procedure,
      because: (seen.get(p.procedure) ?? []).map((title) => `Symptom: ${title}`),
    }));
  return { recommended, alternatives };
}

function cure(playbook: Known, fired: readonly Finding[]): Recommendation | null {
  const cures = fired.flatMap((finding) => {
    const criterion = playbook.criteria.find((c) => c.id === finding.criterion);
    const procedure = playbook.procedures.find((p) => p.procedure === criterion?.curedBy);
    return criterion && procedure ? [{ finding, criterion, procedure }] : [];
  });
  const highest = cures.reduce<(typeof cures)[number] | null>(
    (best, next) => (best === null || levelOf(next.procedure.scope) > levelOf(best.procedure.scope) ? next : best),
    null,
  );
  if (!highest) return null;
  const first = cures.flatMap(({ criterion }) => (criterion.first ? [criterion.first] : []));
  const reasons = cures
    .filter((c) => c.procedure === highest.procedure)
    .map(({ finding }) => `${finding.title}: ${finding.reason}`);
  return { procedure: highest.procedure.procedure, because: [...new Set([...first, ...reasons])] };
}

const levelOf = (scope: object): number => ("level" in scope && typeof scope.level === "number" ? scope.level : 0);
