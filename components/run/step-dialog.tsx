"use client";
import { Hand, type LucideIcon, RotateCw, ShieldCheck, SkipForward } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import type { RunView, StepRunView } from "#lib/contract/run.ts";
import { useRunMutation } from "./use-run-mutation.ts";

type Verb = "retry" | "skip" | "prove" | "confirm";
type Words = {
  icon: LucideIcon;
  title: string;
  button: string;
  busy: string;
  note: string | null;
  needsNote: boolean;
  foot: string;
};

const words = (verb: Verb, step: StepRunView): Words =>
  ({
    retry: {
      icon: RotateCw,
      title: `Retry “${step.title}” on ${step.target}?`,
      button: "Retry",
      busy: "Retrying",
      note: null,
      needsNote: false,
      foot: "A new attempt; the old output stays.",
    },
    skip: {
      icon: SkipForward,
      title: `Skip “${step.title}” on ${step.target}?`,
      button: `Skip on ${step.target}`,
      busy: "Skipping",
      note: "Reason",
      needsNote: true,
      foot: "The reason goes to the timeline and the review.",
    },
    prove: {
      icon: ShieldCheck,
      title: `Prove “${step.title}” on ${step.target}?`,
      button: "Prove now",
      busy: "Asking the target",
      note: "Note",
      needsNote: false,
      foot: "Read only: the target is asked again.",
    },
    confirm: {
      icon: Hand,
      title: step.title,
      button: "I confirm this",
      busy: "Confirming",
      note: "Note",
      needsNote: false,
      foot: "Your name and the time go to the record.",
    },
  })[verb];

/** One verb on one step: what is true, what it leaves open, then the press. */
export function StepDialog({
  run,
  step,
  verb,
  onClose,
}: {
  run: RunView;
  step: StepRunView;
  verb: Verb;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const act = useRunMutation(run, `/steps/${step.stepRunId}/${verb}`, onClose);
  const { icon: Icon, ...say } = words(verb, step);
  const body = verb === "skip" ? { reason: text } : verb === "retry" ? {} : { note: text };
  return (
    <Dialog
      open
      onClose={onClose}
      tone="mute"
      lead={<Icon size={16} />}
      title={say.title}
      description={verb === "confirm" ? step.question : `${run.title}, attempt ${step.attempt}`}
      footer={
        <>
          <p>{say.foot}</p>
          <Button onClick={onClose} data-first-focus={say.note === null || undefined}>
            Cancel
          </Button>
          <Button
            look="primary"
            busy={act.isPending && say.busy}
            off={say.needsNote && text.trim().length < 3 ? "Give a reason of at least 3 characters." : null}
            onClick={() => act.mutate({ body })}
          >
            {say.button}
          </Button>
        </>
      }
    >
      <ProblemBanner error={act.error} lead="Not done." />
      {verb === "confirm" ? null : (
        <dl className="kv">
          <dt>True now</dt>
          <dd>{step.reason ?? `The step is ${step.status}.`}</dd>
          <dt>Changes</dt>
          <dd>{step.changes === "nothing" ? "nothing on the target" : step.changes}</dd>
          {verb === "skip" ? (
            <>
              <dt>At best</dt>
              <dd>The run can still end, but not as proven by this step.</dd>
            </>
          ) : null}
          {verb === "retry" ? (
            <>
              <dt>Repeat</dt>
              <dd>
                {step.safeToRepeat
                  ? "The playbook calls this step safe to repeat."
                  : "The step ended, so it starts anew under a new key."}
              </dd>
            </>
          ) : null}
        </dl>
      )}
      {say.note ? (
        <AreaField
          label={say.needsNote ? "Reason, required" : say.note}
          name="note"
          data-first-focus
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
    </Dialog>
  );
}
