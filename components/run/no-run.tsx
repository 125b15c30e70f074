"use client";
import { Play } from "lucide-react";
import { Empty } from "#components/common/panel-state.tsx";
import { useRoom } from "#components/incident/room-context.tsx";

/** Before the first press: what was assessed, and where the buttons are. */
export function NoRun() {
  const { incident, show } = useRoom();
  const assessment = incident.assessment;
  return (
    <section className="run-pane pane-run content-start" aria-label="Run">
      <Empty icon={<Play size={16} aria-hidden />} title="No rollback was started yet">
        Choose one on the left. One confirmation shows exactly what it will do before anything runs.{" "}
        <button type="button" className="link only-phone" onClick={() => show("rollback")}>
          Show the buttons
        </button>
      </Empty>
      {assessment && assessment.fired.length > 0 ? (
        <div className="mx-4 mb-4">
          <h3 className="mb-1.5 font-semibold">Why {incident.severity}</h3>
          <ul className="panel">
            {assessment.fired.map((finding) => (
              <li key={finding.criterion} className="border-line border-b px-3 py-2 last:border-0">
                <b className="block font-medium">{finding.title}</b>
                <span className="text-12 text-ink-2">{finding.reason}</span>
              </li>
            ))}
          </ul>
          {incident.severityReason ? (
            <p className="mt-2 text-12 text-ink-2">Overridden: “{incident.severityReason}”</p>
          ) : null}
        </div>
      ) : incident.severityReason ? (
        <p className="mx-4 text-ink-2">
          Declared {incident.severity} by {incident.declaredBy}: “{incident.severityReason}”
        </p>
      ) : null}
    </section>
  );
}
