"use client";
import { Check, CircleHelp, Clock } from "lucide-react";
import { SEVERITY_ICON } from "#components/common/severity-badge.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { parseNumber, type SignalForm } from "#lib/client/signal-form.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { Reading } from "#lib/domain/measure/reading.ts";
import type { SignalDeclaration } from "#lib/domain/playbook/schema.ts";
import type { Verdict } from "#lib/domain/severity/types.ts";
import { MeasuredLine } from "./measured-line.tsx";

type Props = {
  title: string;
  note: string;
  source: "measured" | "person";
  playbook: PlaybookView;
  verdict: Verdict;
  form: SignalForm;
  /** What is measured now, and which signals still say what the chosen alert brought. */
  readings: readonly Reading[];
  fromAlert: ReadonlySet<string>;
  onChange: (form: SignalForm) => void;
};

/** The playbook's signals of one source, each with what its criteria make of it right now. */
export function SignalGroup({ title, note, source, playbook, verdict, form, readings, fromAlert, onChange }: Props) {
  const signals = playbook.signals.filter((s) => s.source === source);
  if (signals.length === 0) return null;
  return (
    <section className="assess-group" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <span className="text-12 text-ink-3">{note}</span>
      </header>
      <div className="panel">
        {signals.map((signal) => (
          <div key={signal.id} className={`signal ${signal.kind === "boolean" ? "asked" : ""}`}>
            {signal.kind === "boolean" ? (
              <>
                <Name signal={signal} />
                <Segmented
                  label={signal.title}
                  value={form.answers[signal.id] ?? "unknown"}
                  options={ANSWERS}
                  onChange={(answer) => onChange({ ...form, answers: { ...form.answers, [signal.id]: answer } })}
                />
              </>
            ) : (
              <NumberField
                signal={signal}
                form={form}
                measured={readings.find((r) => r.signal === signal.id)?.value}
                onChange={onChange}
              />
            )}
            <span className="state">
              <SignalState signal={signal} playbook={playbook} verdict={verdict} />
            </span>
            <MeasuredLine
              signal={signal}
              reading={readings.find((r) => r.signal === signal.id)}
              said={isSaid(signal, form) ? (fromAlert.has(signal.id) ? "alert" : "typed") : null}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** What a person, or an alert, has put into the form. */
const isSaid = ({ id, kind }: SignalDeclaration, form: SignalForm): boolean =>
  kind === "boolean" ? (form.answers[id] ?? "unknown") !== "unknown" : (form.numbers[id] ?? "").trim() !== "";

const ANSWERS = [
  { value: "no", label: "No" },
  { value: "yes", label: "Yes" },
  { value: "unknown", label: "Not known" },
] as const;

function Name({ signal, htmlFor }: { signal: SignalDeclaration; htmlFor?: string }) {
  const inside = (
    <>
      {signal.title}
      {signal.hint ? <small>{signal.hint}</small> : null}
    </>
  );
  return htmlFor ? (
    <label className="name" htmlFor={htmlFor}>
      {inside}
    </label>
  ) : (
    <span className="name">{inside}</span>
  );
}

function NumberField({
  signal,
  form,
  measured,
  onChange,
}: {
  signal: SignalDeclaration;
  form: SignalForm;
  measured: Reading["value"] | undefined;
  onChange: Props["onChange"];
}) {
  const text = form.numbers[signal.id] ?? "";
  const parsed = parseNumber(text, signal);
  const id = `signal-${signal.id}`;
  return (
    <>
      <Name signal={signal} htmlFor={id} />
      <span className="value">
        <input
          id={id}
          className="input"
          inputMode={signal.kind === "count" ? "numeric" : "decimal"}
          autoComplete="off"
          placeholder={typeof measured === "number" ? String(measured) : "–"}
          value={text}
          aria-invalid={!parsed.ok || undefined}
          aria-describedby={`${id}-unit`}
          onChange={(event) => onChange({ ...form, numbers: { ...form.numbers, [signal.id]: event.target.value } })}
        />
        <span className={`unit ${parsed.ok ? "" : "text-crit!"}`} id={`${id}-unit`}>
          {parsed.ok ? (signal.unit ?? "") : parsed.reason}
        </span>
      </span>
    </>
  );
}

/** The strongest thing the verdict says about any criterion of this signal. */
function SignalState({
  signal,
  playbook,
  verdict,
}: {
  signal: SignalDeclaration;
  playbook: PlaybookView;
  verdict: Verdict;
}) {
  const criteria = new Set(playbook.criteria.filter((c) => c.signal === signal.id).map((c) => c.id));
  if (criteria.size === 0) return null;
  const fired = verdict.fired.find((f) => criteria.has(f.criterion));
  if (fired) {
    const Icon = SEVERITY_ICON[fired.class];
    return (
      <span className={`tag ${fired.class === "critical" ? "crit" : fired.class === "major" ? "warn" : ""}`}>
        <Icon size={11} aria-hidden /> {fired.class.toUpperCase()} fired
      </span>
    );
  }
  if (verdict.close.some((f) => criteria.has(f.criterion))) {
    return (
      <span className="tag warn">
        <Clock size={11} aria-hidden /> close
      </span>
    );
  }
  if (verdict.unknown.some((f) => criteria.has(f.criterion))) {
    return (
      <span className="tag unknown">
        <CircleHelp size={11} aria-hidden /> not known yet
      </span>
    );
  }
  return (
    <span className="tag">
      <Check size={11} aria-hidden /> not fired
    </span>
  );
}
