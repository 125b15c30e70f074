"use client";
import { Activity, BellRing, Pencil, Unplug } from "lucide-react";
import { Sparkline } from "#components/common/sparkline.tsx";
import { ago, duration } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import { type Reading, standingOf } from "#lib/domain/measure/reading.ts";
import type { SignalDeclaration } from "#lib/domain/playbook/schema.ts";

type Props = {
  signal: SignalDeclaration;
  reading: Reading | undefined;
  /** Who said the value that is judged: a person, an alert, or nobody but the measurement. */
  said: "typed" | "alert" | null;
};

/** Where a signal's value comes from. A measured value that is not judged, because somebody typed another or the source is lost, stays in sight. */
export function MeasuredLine({ signal, reading, said }: Props) {
  const now = useNow();
  if (!reading && said === null) return null;
  const standing = reading ? standingOf(reading, now === 0 ? reading.askedAtMs : now) : null;
  return (
    <span className="measured-line">
      {said === "typed" ? (
        <span className="tag">
          <Pencil size={11} aria-hidden /> typed
        </span>
      ) : null}
      {said === "alert" ? (
        <span className="tag">
          <BellRing size={11} aria-hidden /> from the alert
        </span>
      ) : null}
      {standing?.kind === "known" ? (
        <>
          <span className="tag measured">
            <Activity size={11} aria-hidden /> measured
          </span>
          <span>
            <b>{shown(signal, standing.value)}</b>
            {said === null ? "" : ", not judged"} · {ago(standing.ageMs)}
          </span>
          {signal.kind === "boolean" ? null : <Sparkline series={reading?.series ?? []} />}
        </>
      ) : null}
      {standing?.kind === "lost" ? (
        <>
          <span className="tag unknown">
            <Unplug size={11} aria-hidden />{" "}
            {standing.last ? `source lost ${duration(standing.lostForMs)} ago` : "not measured"}
          </span>
          <span>
            {standing.last ? (
              <>
                <s>{shown(signal, standing.last.value)}</s>, not judged:{" "}
              </>
            ) : null}
            {standing.reason}
          </span>
        </>
      ) : null}
    </span>
  );
}

function shown({ unit }: SignalDeclaration, value: number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  return unit ? `${text} ${unit}` : text;
}
