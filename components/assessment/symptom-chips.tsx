"use client";
import { Check } from "lucide-react";
import { bareTitle, procedureName } from "#components/incident/room-context.tsx";
import type { PlaybookView } from "#lib/contract/playbook.ts";

type Props = { playbook: PlaybookView; chosen: readonly string[]; onChange: (symptoms: readonly string[]) => void };

/** What was seen, grouped by the procedure it points to. */
export function SymptomChips({ playbook, chosen, onChange }: Props) {
  const groups = new Map<string, PlaybookView["symptoms"]>();
  for (const symptom of playbook.symptoms)
    groups.set(symptom.procedure, [...(groups.get(symptom.procedure) ?? []), symptom]);
  if (groups.size === 0) return null;
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((s) => s !== id) : [...chosen, id]);
  return (
    <section className="assess-group" aria-label="Symptoms seen">
      <header>
        <h3>Symptoms seen</h3>
        <span className="text-12 text-ink-3">they decide which rollback fits</span>
      </header>
      <dl className="panel symptoms">
        {[...groups].map(([id, symptoms]) => {
          const procedure = playbook.procedures.find((p) => p.id === id);
          return (
            <div key={id} className="contents">
              <dt>{procedure ? `${procedureName(procedure)} ${bareTitle(procedure)}` : id}</dt>
              <dd>
                {symptoms.map((symptom) => (
                  <button
                    key={symptom.id}
                    type="button"
                    className="chip"
                    aria-pressed={chosen.includes(symptom.id)}
                    onClick={() => toggle(symptom.id)}
                  >
                    {chosen.includes(symptom.id) ? <Check size={12} aria-hidden /> : null}
                    {symptom.title}
                  </button>
                ))}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
