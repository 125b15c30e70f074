"use client";
import { Box, Check, ChevronRight, Hand, Pencil } from "lucide-react";
import { count, duration, pinched, plural } from "#lib/client/format.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import type { PlanView } from "#lib/contract/run.ts";

type Step = PlanView["steps"][number];
type Script = PlanView["scripts"][number];

/** Every step in order with what it changes, and the exact text of its script. */
export function PlanSteps({
  procedure,
  option: id,
  plan,
}: {
  procedure: ProcedureView;
  option: string;
  plan: PlanView | undefined;
}) {
  const declared = procedure.options.find((o) => o.id === id)?.steps ?? [];
  const usual = new Map(declared.map((s) => [s.id, s.usualMs]));
  const steps: Step[] =
    plan?.steps ??
    declared.map((s) => ({ ...s, choose: null, undo: false, watchShortened: false, script: null, scriptSha256: null }));
  const script = new Map(plan?.scripts.map((s) => [s.path, s]));
  const shown = new Set(steps.map((s) => s.script));
  const rest = plan?.scripts.filter((s) => !shown.has(s.path)) ?? [];
  return (
    <div>
      <h3>
        What runs{" "}
        <span>
          {plural(steps.length, "step")}
          {plan ? `, ${plural(plan.scripts.length, "script")}` : ""}, in this order on each target
        </span>
      </h3>
      <div className="plan-steps">
        {steps.map((step, index) => (
          <StepRow
            key={step.id}
            step={step}
            number={index + 1}
            usualMs={usual.get(step.id) ?? null}
            script={step.script ? script.get(step.script) : undefined}
          />
        ))}
        {rest.length > 0 ? (
          <details>
            <summary>
              <ChevronRight size={13} className="chevron text-ink-3" aria-hidden />
              <span />
              <b>Further scripts of the probes</b>
              <span>{plural(rest.length, "script")}</span>
              <span />
            </summary>
            {rest.map((s) => (
              <ScriptText key={s.path} script={s} />
            ))}
          </details>
        ) : null}
      </div>
    </div>
  );
}

function StepRow({
  step,
  number,
  usualMs,
  script,
}: {
  step: Step;
  number: number;
  usualMs: number | null;
  script: Script | undefined;
}) {
  const line = (
    <>
      <span className="text-ink-3">{number}</span>
      <b className="min-w-0">
        {step.title}
        {step.watchShortened && step.watchMs !== null ? (
          <span className="ml-1.5 font-normal text-11 text-warn">
            window shortened on this target to {duration(step.watchMs)}
          </span>
        ) : null}
      </b>
      <Changes step={step} />
      <span className="time text-right text-ink-3">
        {step.watchMs !== null
          ? `watches ${duration(step.watchMs)}`
          : usualMs !== null
            ? `${duration(usualMs)} of ${duration(step.timeoutMs)}`
            : `at most ${duration(step.timeoutMs)}`}
      </span>
    </>
  );
  if (!script) {
    return (
      <div className="plain">
        <span />
        {line}
      </div>
    );
  }
  return (
    <details>
      <summary>
        <ChevronRight size={13} className="chevron text-ink-3" aria-hidden />
        {line}
      </summary>
      <ScriptText script={script} sentSha256={step.scriptSha256} undo={step.undo} />
    </details>
  );
}

function Changes({ step }: { step: Step }) {
  if (step.kind === "confirm") {
    return (
      <span className="tag">
        <Hand size={11} aria-hidden /> a person confirms
      </span>
    );
  }
  if (step.changes === "nothing") {
    return (
      <span className="tag">
        <Check size={11} aria-hidden /> changes nothing
      </span>
    );
  }
  if (step.changes === "beside") {
    return (
      <span className="tag">
        <Box size={11} aria-hidden /> beside, not live
      </span>
    );
  }
  return (
    <span className="tag warn">
      <Pencil size={11} aria-hidden /> changes {step.changes}
    </span>
  );
}

function ScriptText({
  script,
  sentSha256 = null,
  undo = false,
}: {
  script: Script;
  sentSha256?: string | null;
  undo?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <div className="code" tabIndex={0}>
      <span
        className="about"
        title={`file sha256 ${script.sha256}${sentSha256 ? `\nas sent sha256 ${sentSha256}` : ""}`}
      >
        # {script.path}, sha256 {pinched(script.sha256)}
        {sentSha256 ? `, as sent with its prelude ${pinched(sentSha256)}` : ""},{" "}
        {count(script.text.split("\n").length - 1)} lines
        {undo ? ", can be undone" : ""}
        {"\n"}
      </span>
      {script.text}
    </div>
  );
}
