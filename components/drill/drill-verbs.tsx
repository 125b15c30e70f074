"use client";
import { Bug, CalendarClock, DoorOpen, Eye, Flag, Play, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DrillView } from "#lib/contract/drill.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { InjectDialog } from "./inject-dialog.tsx";
import { RescheduleDialog } from "./reschedule-dialog.tsx";
import { freshKey, useDrillVerb } from "./use-drill-verb.ts";

const NEXT: Record<DrillView["status"], string> = {
  planned: "Gather everybody, then start. Nothing is broken by the start.",
  overdue: "It was not held when it was planned. Hold it now, or move it to a day on which it will be.",
  preparing: "Who is here, and is the environment ready? Then break it.",
  running: "The failure is there. Roll it back in the room, with the buttons of the real thing.",
  verifying: "The rollback is over. Look whether everything is whole again, then begin the review.",
  reviewing: "Write down what was learned and who improves what, then finish: the report is sealed.",
  done: "The report is sealed.",
  cancelled: "It was called off.",
};

/** What to do next with the drill: one sentence and the buttons that are possible now. */
export function DrillVerbs({ drill }: { drill: DrillView }) {
  const verb = useDrillVerb(drill.number);
  const [dialog, setDialog] = useState<"inject" | "reschedule" | "cancel" | null>(null);
  const manage = useWriteOff("drill.manage", "Leading a drill");
  const takePart = useWriteOff("drill.take-part", "Taking part");
  const can = (name: DrillView["can"][number]) => drill.can.includes(name);
  const isBusy = (path: string) => verb.isPending && verb.variables.path === path;
  const close = () => setDialog(null);
  return (
    <section className="drill-verbs" aria-label="What to do next">
      <p className="min-w-0 flex-1">{NEXT[drill.status]}</p>
      <div className="flex flex-wrap gap-1.5">
        {can("start") ? (
          <Button
            look="primary"
            off={manage}
            busy={isBusy("start") && "Starting"}
            onClick={() => verb.mutate({ path: "start" })}
          >
            <Play size={14} aria-hidden /> Start drill
          </Button>
        ) : null}
        {can("inject") ? (
          <Button look="danger" off={manage} onClick={() => setDialog("inject")}>
            <Bug size={14} aria-hidden /> Inject the failure…
          </Button>
        ) : null}
        {can("detect") ? (
          <Button off={takePart} busy={isBusy("detect") && "Noting"} onClick={() => verb.mutate({ path: "detect" })}>
            <Eye size={14} aria-hidden /> We see the failure
          </Button>
        ) : null}
        {drill.incident !== null &&
        drill.stopwatch.phases.some((p) => p.phase === "declare" && p.state !== "done") &&
        can("review") ? (
          <Link
            className="btn"
            href={`/assess?drill=${drill.number}&target=${encodeURIComponent(drill.targets[0] ?? "")}`}
          >
            Assess and declare
          </Link>
        ) : null}
        {drill.incident !== null ? (
          <Link className={`btn ${drill.status === "running" ? "primary" : ""}`} href={`/incidents/${drill.incident}`}>
            <DoorOpen size={14} aria-hidden /> Open the room, INC-{drill.incident}
          </Link>
        ) : null}
        {can("reset") && drill.reset === null ? (
          <Button
            off={manage}
            busy={isBusy("reset") && "Putting back"}
            onClick={() => verb.mutate({ path: "reset", key: freshKey() })}
          >
            <Undo2 size={14} aria-hidden /> Put back
          </Button>
        ) : null}
        {can("review") ? (
          <Button
            look={drill.status === "verifying" ? "primary" : "default"}
            off={manage}
            busy={isBusy("review") && "Beginning"}
            onClick={() => verb.mutate({ path: "review" })}
          >
            Begin review
          </Button>
        ) : null}
        {can("finish") ? (
          <Button
            look="primary"
            off={manage}
            busy={isBusy("finish") && "Sealing"}
            onClick={() => verb.mutate({ path: "finish" })}
          >
            <Flag size={14} aria-hidden /> Finish and seal the report
          </Button>
        ) : null}
        {can("reschedule") ? (
          <Button off={manage} onClick={() => setDialog("reschedule")}>
            <CalendarClock size={14} aria-hidden /> Move…
          </Button>
        ) : null}
        {can("cancel") ? (
          <Button look="quiet" off={manage} onClick={() => setDialog("cancel")}>
            Cancel drill…
          </Button>
        ) : null}
      </div>
      <ProblemBanner error={dialog === null ? verb.error : null} lead="Not done." />
      {dialog === "inject" ? <InjectDialog drill={drill} onClose={close} /> : null}
      {dialog === "reschedule" ? <RescheduleDialog drill={drill} onClose={close} /> : null}
      {dialog === "cancel" ? <CancelDialog drill={drill} onClose={close} /> : null}
    </section>
  );
}
