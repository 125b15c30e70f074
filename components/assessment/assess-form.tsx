"use client";
import { Server } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { DrillBadge } from "#components/common/drill-badge.tsx";
import { Empty } from "#components/common/panel-state.tsx";
import { SelectField } from "#components/ui/field.tsx";
import { assessable } from "#lib/client/assessable.ts";
import { serverNow } from "#lib/client/live/freshness.ts";
import { alertStill, namedReadings } from "#lib/client/measured.ts";
import { EMPTY_FORM, type SignalForm, signalsOf, withSupplied } from "#lib/client/signal-form.ts";
import { useNowEach } from "#lib/client/use-now.ts";
import type { AlertDraftView } from "#lib/contract/alert.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { TargetView } from "#lib/contract/target.ts";
import { combineSignals } from "#lib/domain/measure/combine.ts";
import type { Reading } from "#lib/domain/measure/reading.ts";
import { assess } from "#lib/domain/severity/assess.ts";
import { AlertStrip } from "./alert-strip.tsx";
import { DeclarePanel } from "./declare-panel.tsx";
import { SignalGroup } from "./signal-group.tsx";
import { SymptomChips } from "./symptom-chips.tsx";
import { drillIn } from "./use-declare.ts";
import { useMeasurements } from "./use-measurements.ts";
import { VerdictPanel } from "./verdict-panel.tsx";

/** How often it is looked whether what was measured has grown old. */
const STALE_CHECK_MS = 15_000;
/** A reading may be newer than the last look at the clock. */
const latest = (now: number, readings: readonly Reading[]): number =>
  Math.max(now, ...readings.map((r) => r.measuredAtMs ?? 0));

export function AssessForm({ playbooks, targets }: { playbooks: PlaybookView[]; targets: TargetView[] }) {
  const asked = useSearchParams();
  const wanted = asked.get("target");
  const drill = drillIn(asked);
  const [targetName, setTargetName] = useState(
    () => targets.find((t) => t.name === wanted)?.name ?? targets[0]?.name ?? "",
  );
  const [also, setAlso] = useState<readonly string[]>([]);
  const [playbookId, setPlaybookId] = useState(
    () => targets.find((t) => t.name === targetName)?.playbook ?? playbooks[0]?.id ?? "",
  );
  const [form, setForm] = useState<SignalForm>(EMPTY_FORM);
  const [symptoms, setSymptoms] = useState<readonly string[]>([]);
  const [changedAt, setChangedAt] = useState(0);
  const [alert, setAlert] = useState<AlertDraftView | null>(null);
  const playbook = playbooks.find((p) => p.id === playbookId);

  const measured = useMeasurements(targets.find((t) => t.name === targetName)?.id ?? null);
  const now = useNowEach(STALE_CHECK_MS);
  const signals = useMemo(() => (playbook ? signalsOf(playbook.signals, form) : {}), [playbook, form]);
  const judged = useMemo(
    () => combineSignals(signals, measured.readings, latest(now, measured.readings)),
    [signals, measured.readings, now],
  );
  const verdict = useMemo(
    () => (playbook ? assess(assessable(playbook), judged.signals, symptoms, judged.history) : null),
    [playbook, judged, symptoms],
  );
  const fromAlert = useMemo(() => alertStill(form, alert?.signals ?? {}), [form, alert]);
  if (!playbook || !verdict) {
    return (
      <Empty icon={<Server size={16} aria-hidden />} title="There is no playbook to assess with">
        Playbooks are directories of this installation; see{" "}
        <Link className="link" href="/playbooks">
          Playbooks
        </Link>
        .
      </Empty>
    );
  }
  const chooseTarget = (name: string) => {
    setTargetName(name);
    setAlso([]);
    const own = targets.find((t) => t.name === name)?.playbook;
    if (own && own !== playbookId) choosePlaybook(own);
  };
  const choosePlaybook = (id: string) => {
    setPlaybookId(id);
    setForm(EMPTY_FORM);
    setSymptoms([]);
    if (targets.find((t) => t.name === targetName)?.playbook !== id)
      setTargetName(targets.find((t) => t.playbook === id)?.name ?? "");
  };
  const change = (next: SignalForm) => {
    setForm(next);
    setChangedAt(serverNow());
  };
  const takeAlert = (draft: AlertDraftView) => {
    setAlert(draft);
    const wanted = targets.find((t) => t.name === draft.target);
    if (wanted) {
      setTargetName(wanted.name);
      setAlso([]);
      setPlaybookId(wanted.playbook);
    }
    change(withSupplied(wanted && wanted.playbook !== playbookId ? EMPTY_FORM : form, draft.signals));
  };
  const others = targets.filter((t) => t.playbook === playbookId && t.name !== targetName);
  const shared = { playbook, verdict, form, readings: measured.readings, fromAlert, onChange: change };

  return (
    <div className="assess">
      <div className="assess-form">
        <div className="assess-head">
          <div className="min-w-[220px] flex-1">
            <h2 className="flex items-center gap-2">
              What is happening? {drill === null ? null : <DrillBadge number={drill} />}
            </h2>
            <p className="text-ink-2">
              Fill in what you know. Not known is an answer. The verdict follows as you type.
            </p>
          </div>
          <SelectField
            label="Target"
            className="w-[170px]"
            value={targetName}
            onChange={(e) => chooseTarget(e.target.value)}
          >
            {targetName === "" ? <option value="">none</option> : null}
            {targets.map((t) => (
              <option key={t.id} value={t.name}>
                {t.name} ({t.environment})
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Playbook"
            className="w-[190px]"
            value={playbookId}
            onChange={(e) => choosePlaybook(e.target.value)}
          >
            {playbooks.map((p) => (
              <option key={p.id} value={p.id}>
                {p.title}
              </option>
            ))}
          </SelectField>
        </div>
        {measured.isError ? (
          <p className="mb-3 text-12 text-warn">Measurements could not be read; type what you know.</p>
        ) : null}
        <AlertStrip chosen={alert?.id ?? null} onUse={takeAlert} />
        {others.length > 0 ? (
          <div className="mb-3 flex flex-wrap items-center gap-1.5 text-12 text-ink-2">
            Also affected:
            {others.map((t) => (
              <button
                key={t.id}
                type="button"
                className="chip"
                aria-pressed={also.includes(t.name)}
                onClick={() => setAlso(also.includes(t.name) ? also.filter((n) => n !== t.name) : [...also, t.name])}
              >
                {t.name}
              </button>
            ))}
          </div>
        ) : null}
        <SignalGroup
          title="Measured"
          note={measured.hasSource ? "what is typed counts instead of what is measured" : "empty means not known"}
          source="measured"
          {...shared}
        />
        <SignalGroup
          title="Only people can see"
          note="not known counts as not fired and stays on the record"
          source="person"
          {...shared}
        />
        <SymptomChips playbook={playbook} chosen={symptoms} onChange={setSymptoms} />
      </div>
      <div className="verdict-pane">
        <VerdictPanel playbook={playbook} verdict={verdict} changedAt={changedAt} judgedAt={judged.history.atMs} />
        <DeclarePanel
          playbook={playbook}
          verdict={verdict}
          signals={signals}
          symptoms={symptoms}
          measured={namedReadings(measured.views, (id) => judged.known.has(id))}
          alertDraft={alert?.id ?? null}
          targets={targetName === "" ? [] : [targetName, ...also]}
        />
      </div>
    </div>
  );
}
