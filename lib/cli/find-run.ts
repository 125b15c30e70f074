import type { IncidentView } from "#lib/contract/incident.ts";
import type { Api } from "./api.ts";
import { incidentNumber, needed, UsageError } from "./command.ts";

/** A run's id as it is, or of an incident (`INC-12`) the newest run. @throws {UsageError} */
export async function findRun(api: Api, word: string | undefined): Promise<string> {
  const given = needed(word, "Which run? Give its id, or its incident as INC-12.");
  if (!/^(INC-)?\d{1,9}$/i.test(given)) return given;
  const { runs } = await api.get<IncidentView>(`/incidents/${incidentNumber(given)}`);
  const newest = runs[0];
  if (!newest) throw new UsageError(`${given} has no run yet.`);
  return newest.id;
}
