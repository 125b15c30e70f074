"use client";
import { CircleX } from "lucide-react";
import { capital, procedureName, useRoom } from "#components/incident/room-context.tsx";
import type { ProcedureView } from "#lib/contract/playbook.ts";

type Props = { procedure: ProcedureView; option: string; onOption: (procedure: string, option?: string) => void };

/** The ways of doing this procedure. What is not offered stays visible with the reason and the buttons to press instead. */
export function OptionChoice({ procedure, option, onOption }: Props) {
  const room = useRoom();
  if (procedure.options.length < 2) return null;
  return (
    <fieldset>
      <legend className="mb-1 font-semibold text-12">How</legend>
      <div className="options">
        {procedure.options.map((candidate, index) =>
          candidate.refused ? (
            <div key={candidate.id} className="option refused">
              <CircleX size={15} className="text-crit" aria-hidden />
              <span className="name">{candidate.title}</span>
              <span className="font-medium text-12 text-crit">Refused</span>
              <span className="more">
                {candidate.refused.because}
                <span className="mt-1.5 flex flex-wrap items-center gap-1.5">
                  Instead
                  {candidate.refused.instead.map((id) => {
                    const own = procedure.options.find((o) => o.id === id);
                    const other = room.procedure(id);
                    return (
                      <button
                        key={id}
                        type="button"
                        className="btn sm"
                        onClick={() => (own ? onOption(procedure.id, own.id) : onOption(id))}
                      >
                        {own ? own.title : other ? `${capital(procedureName(other))}…` : id}
                      </button>
                    );
                  })}
                </span>
              </span>
            </div>
          ) : (
            <label key={candidate.id} className="option">
              <input
                type="radio"
                name="option"
                checked={candidate.id === option}
                onChange={() => onOption(procedure.id, candidate.id)}
              />
              <span className="name">{candidate.title}</span>
              <span className="text-11 text-ink-3">{index === 0 ? "default" : ""}</span>
              <span className="more">{candidate.steps.map((s) => s.title).join(", ")}</span>
            </label>
          ),
        )}
      </div>
    </fieldset>
  );
}
