"use client";
import { OctagonAlert } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { SEVERITY_ICON } from "#components/common/severity-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { utcClock } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";
import type { Signals, Verdict } from "#lib/domain/severity/types.ts";
import { useDeclare } from "./use-declare.ts";
import { ACTION_WORDS } from "./verdict-panel.tsx";

const CLASSES: readonly SeverityClass[] = ["critical", "major", "minor"];

type Props = {
  playbook: PlaybookView;
  verdict: Verdict;
  /** What was typed or came from an alert. */
  signals: Signals;
  /** Signal → reading that was shown. */
  measured: Readonly<Record<string, string>>;
  symptoms: readonly string[];
  targets: string[];
  /** The alert whose signals were taken. */
  alertDraft: string | null;
};

/** Declares with the verdict, or against it with a reason. Never scrolls away. */
export function DeclarePanel({ playbook, verdict, signals, measured, symptoms, targets, alertDraft }: Props) {
  const [title, setTitle] = useState("");
  const [reason, setReason] = useState("");
  const roleOff = useWriteOff("incident.declare", "Declaring");
  const declare = useDeclare();
  const offered: SeverityClass | null =
    verdict.severity === "none" ? null : verdict.severity === "undetermined" ? "major" : verdict.severity;
  const suggestion = suggestTitle(verdict, targets);
  const off = roleOff ?? (targets.length === 0 ? "Choose a target of this playbook first." : null);
  const reasonOff = reason.trim().length < 3 ? "Give a reason to declare against the verdict." : null;
  const send = (severity: SeverityClass) =>
    declare.mutate({
      assessment: { playbook: playbook.id, target: targets[0] ?? "", signals, measured, symptoms },
      title: title.trim().length >= 3 ? title.trim() : suggestion,
      targets,
      alertDraft,
      override: severity === verdict.severity ? null : { severity, reason: reason.trim() },
    });
  const Offered = offered ? SEVERITY_ICON[offered] : OctagonAlert;

  return (
    <div className="declare">
      <Due verdict={verdict} />
      <ProblemBanner error={declare.error} lead="Not declared." />
      <TextField
        label="Title"
        placeholder={suggestion}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.target.value)}
      />
      {offered ? (
        <Button
          look="final"
          size="lg"
          className={offered}
          off={off}
          busy={declare.isPending && "Declaring"}
          onClick={() => send(offered)}
        >
          <Offered size={16} aria-hidden /> Declare as {offered}
        </Button>
      ) : null}
      <div className="grid gap-1.5">
        <TextField
          label={offered ? "Declare as something else" : "Declare although nothing fired"}
          placeholder="Reason, required when you override"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="flex flex-wrap gap-1.5">
          {CLASSES.filter((name) => name !== offered).map((name) => (
            <Button
              key={name}
              size="sm"
              off={off ?? reasonOff}
              busy={declare.isPending && "Declaring"}
              onClick={() => send(name)}
            >
              Declare as {name}
            </Button>
          ))}
        </div>
      </div>
      {off ? <p className="text-12 text-ink-2">{off}</p> : null}
    </div>
  );
}

function Due({ verdict }: { verdict: Verdict }) {
  const now = useNow();
  const minutes = verdict.deadlineMinutes;
  return (
    <div className="due">
      <div>
        Roll back
        <b className={minutes === 0 ? "text-crit!" : ""}>
          {minutes === null
            ? "no deadline"
            : minutes === 0
              ? "now"
              : `by ${now === 0 ? "--:--:--" : utcClock(now + minutes * 60_000)}, in ${minutes} min`}
        </b>
      </div>
      <div>
        Means
        <b>{ACTION_WORDS[verdict.action]}</b>
      </div>
    </div>
  );
}

/** A title nobody has to type: the strongest finding and where. */
function suggestTitle(verdict: Verdict, targets: readonly string[]): string {
  const finding = verdict.fired[0]?.title ?? "Incident";
  return targets.length > 0 ? `${finding} on ${targets.join(", ")}` : finding;
}
