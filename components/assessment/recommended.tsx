import { ArrowRight } from "lucide-react";
import { bareTitle, capital, procedureName } from "#components/incident/room-context.tsx";
import { duration } from "#lib/client/format.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { Recommendation, Verdict } from "#lib/domain/severity/types.ts";

/** The lowest procedure able to cure what fired, and what fits beside it. Declaring starts nothing. */
export function Recommended({ playbook, verdict }: { playbook: PlaybookView; verdict: Verdict }) {
  if (playbook.procedures.length === 0) {
    return (
      <div className="findings">
        <h3>Recommended first step</h3>
        <p className="banner">
          <span>
            <b>This playbook has no rollback buttons yet.</b> {playbook.proceduresPending}
          </span>
        </p>
      </div>
    );
  }
  const first = verdict.recommended;
  if (!first && verdict.alternatives.length === 0) return null;
  return (
    <div className="findings">
      <h3>Recommended first step</h3>
      {first ? (
        <Step playbook={playbook} recommendation={first} />
      ) : (
        <p className="text-12 text-ink-2">None of the levels is due.</p>
      )}
      {verdict.alternatives.length > 0 ? (
        <ul className="mt-2 grid gap-1.5">
          {verdict.alternatives.map((alternative) => {
            const procedure = playbook.procedures.find((p) => p.id === alternative.procedure);
            return (
              <li key={alternative.procedure} className="flex gap-2 text-12 text-ink-2">
                <ArrowRight size={13} aria-hidden className="mt-0.5 flex-none text-ink-3" />
                <span>
                  <b className="font-medium text-ink-1">
                    {procedure
                      ? `${capital(procedureName(procedure))}, ${bareTitle(procedure)}`
                      : alternative.procedure}
                  </b>{" "}
                  {alternative.because.join(". ")}
                </span>
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}

function Step({ playbook, recommendation }: { playbook: PlaybookView; recommendation: Recommendation }) {
  const procedure = playbook.procedures.find((p) => p.id === recommendation.procedure);
  return (
    <div className="first-step">
      <b className="font-semibold text-14">
        {procedure ? `${capital(procedureName(procedure))}, ${bareTitle(procedure)}` : recommendation.procedure}
      </b>
      <p>{recommendation.because.join(". ")}</p>
      {procedure ? (
        <p>
          {duration(procedure.targetTimeMs)} target. {procedure.impact}. Data loss: {procedure.dataLoss.toLowerCase()}.
        </p>
      ) : null}
    </div>
  );
}
