"use client";
import { Circle, CircleMinus, Clock, LoaderCircle, ShieldCheck } from "lucide-react";
import { Elapsed } from "#components/common/time.tsx";
import { duration, ticking } from "#lib/client/format.ts";
import { serverNow } from "#lib/client/live/freshness.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { DrillView } from "#lib/contract/drill.ts";
import { PHASE_TITLES } from "#lib/domain/playbook/drills.ts";

type Span = DrillView["stopwatch"]["procedure"];

/** How long each phase took against its target; what goes on ticks. */
export function StopwatchPanel({ drill }: { drill: DrillView }) {
  const { phases, procedure, total, outage } = drill.stopwatch;
  const age = useAge(drill.serverTime);
  return (
    <section className="panel overflow-hidden" aria-label="Stopwatch">
      <div className="stopwatch-head">
        <div>
          <div className="big">
            {outage.since ? <Elapsed since={outage.since} until={outage.until ?? drill.endedAt} /> : "--:--"}
          </div>
          <div className="caption">{outage.until ? "outage, from the failure until proven" : "since the failure"}</div>
        </div>
        <Figure span={procedure} age={age} caption={drill.procedure.title} />
        <Figure span={total} age={age} caption="whole drill" />
      </div>
      <ul>
        {phases.map(({ phase, ...span }) => (
          <li key={phase} className="phase" data-state={span.state}>
            <Mark span={span} />
            <b className="font-medium">{PHASE_TITLES[phase]}</b>
            <span className={`took ${span.isLate ? "text-warn" : ""}`}>{words(span, age)}</span>
            <Bar span={span} age={age} />
            <span className="text-12 text-ink-3">of {duration(span.targetMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What passed since the server answered, so that a running span goes on between two answers. */
function useAge(serverTime: string): number {
  const now = useNow();
  return now === 0 ? 0 : Math.max(0, serverNow() - Date.parse(serverTime));
}

const tookNow = ({ tookMs, state }: Span, age: number): number | null =>
  tookMs === null ? null : state === "running" ? tookMs + age : tookMs;

function words(span: Span, age: number): string {
  const took = tookNow(span, age);
  if (span.state === "todo") return "";
  if (took === null) return "not recorded";
  return span.state === "running" ? ticking(took) : duration(took);
}

function Figure({ span, age, caption }: { span: Span; age: number; caption: string }) {
  const took = tookNow(span, age);
  const isLate = took !== null && took > span.targetMs;
  return (
    <div>
      <div className={`big ${isLate || span.isLate ? "text-warn" : span.state === "running" ? "text-accent" : ""}`}>
        {took === null ? (span.isLate ? "not proven" : "--:--") : ticking(took)}
      </div>
      <div className="caption">
        {caption}, of {ticking(span.targetMs)}
        {isLate ? ", late" : span.state === "done" && took !== null ? ", target met" : ""}
      </div>
    </div>
  );
}

function Mark({ span: { state, isLate } }: { span: Span }) {
  const [Icon, tone, says] =
    state === "running"
      ? [LoaderCircle, "spin text-accent", "running"]
      : state === "todo"
        ? [Circle, "text-ink-3", "to come"]
        : state === "not-recorded"
          ? [CircleMinus, "text-ink-3", "not recorded"]
          : isLate
            ? [Clock, "text-warn", "late"]
            : [ShieldCheck, "text-ok", "in time"];
  return (
    <span>
      <Icon size={15} aria-hidden className={tone} />
      <span className="sr-only">{says}: </span>
    </span>
  );
}

function Bar({ span, age }: { span: Span; age: number }) {
  const took = tookNow(span, age) ?? 0;
  const whole = Math.max(took, span.targetMs) * 1.05;
  return (
    <span className={`timebar ${took > span.targetMs ? "over" : ""}`} aria-hidden>
      <i style={{ width: `${((100 * took) / whole).toFixed(1)}%` }} />
      <u style={{ left: `${((100 * span.targetMs) / whole).toFixed(1)}%` }} />
    </span>
  );
}
