"use client";
import { DrillBadge } from "#components/common/drill-badge.tsx";
import { SeverityBadge } from "#components/common/severity-badge.tsx";
import { DEADLINE_LOOK } from "#components/comms/deadline-look.ts";
import { DELIVERY_LOOK } from "#components/comms/delivery-look.ts";
import { DrillPill } from "#components/drill/drill-status.tsx";
import { IncidentPill } from "#components/incident/incident-status.tsx";
import { READINESS_LOOK } from "#components/readiness/look.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { STEP_LOOK, StepIcon } from "#components/run/step-status.tsx";
import { COMPONENT_LOOK } from "#components/status/component-state.ts";
import { DrillStatus } from "#lib/domain/drill/status.ts";
import { IncidentStatus } from "#lib/domain/incident/status.ts";
import { SeverityClass } from "#lib/domain/playbook/schema.ts";
import { RunStatus, StepStatus } from "#lib/domain/run/status.ts";
import { Named, Specimens } from "./specimens.tsx";

const LOOKS = [
  ["Delivery", DELIVERY_LOOK],
  ["Deadline", DEADLINE_LOOK],
  ["Part of the service", COMPONENT_LOOK],
] as const;

/** Every status there is, from the lists that the product draws them from: a new one stands here by itself. */
export function Statuses() {
  return (
    <>
      <Specimens title="Severity">
        {SeverityClass.options.map((severity) => (
          <SeverityBadge key={severity} severity={severity} />
        ))}
        <DrillBadge number={3} />
      </Specimens>
      <Specimens title="Incident">
        {IncidentStatus.options.map((status) => (
          <IncidentPill key={status} status={status} isRunning={false} />
        ))}
        <IncidentPill status="mitigating" isRunning />
      </Specimens>
      <Specimens title="Run">
        {RunStatus.options.map((status) => (
          <RunPill key={status} status={status} />
        ))}
      </Specimens>
      <Specimens title="Readiness">
        {Object.values(READINESS_LOOK).map(({ label, Icon, pill }) => (
          <span key={label} className={`pill ${pill}`}>
            <Icon size={12} aria-hidden /> {label}
          </span>
        ))}
      </Specimens>
      <Specimens title="Step">
        {StepStatus.options.map((status) => (
          <Named key={status} name={STEP_LOOK[status].label}>
            <span aria-hidden>
              <StepIcon status={status} />
            </span>
          </Named>
        ))}
      </Specimens>
      <Specimens title="Drill">
        {DrillStatus.options.map((status) => (
          <DrillPill key={status} status={status} />
        ))}
      </Specimens>
      {LOOKS.map(([title, looks]) => (
        <Specimens key={title} title={title}>
          {Object.values(looks).map(({ label, icon: Icon, ink }) => (
            <Named key={label} name={label}>
              <Icon size={14} aria-hidden className={ink} />
            </Named>
          ))}
        </Specimens>
      ))}
    </>
  );
}
