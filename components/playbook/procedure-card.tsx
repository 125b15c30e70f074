import { bareTitle, capital, procedureName } from "#components/incident/room-context.tsx";
import { duration } from "#lib/client/format.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";

type Props = { procedure: ProcedureView; symptoms: readonly { id: string; title: string }[] };

/** One button as the document has it: cost, options with their steps, expected behaviour, checklist. */
export function ProcedureCard({ procedure, symptoms }: Props) {
  return (
    <section className="panel overflow-hidden" aria-label={procedure.title}>
      <div className="panel-head">
        <h2>
          {capital(procedureName(procedure))}: {bareTitle(procedure)}
        </h2>
        <span className="mono text-ink-3">{procedure.id}</span>
      </div>
      <div className="grid gap-3 p-3">
        <p className="text-ink-2">{procedure.summary}</p>
        <dl className="facts">
          <Fact name="Target time">{duration(procedure.targetTimeMs)}</Fact>
          <Fact name="Impact">{procedure.impact}</Fact>
          <Fact name="Data loss">{procedure.dataLoss}</Fact>
          <Fact name="Approval">{procedure.approval === "none" ? "none" : procedure.approval.replace("-", " ")}</Fact>
          <Fact name="If not enough">{procedure.insufficient ?? "nothing further"}</Fact>
        </dl>
        {symptoms.length > 0 ? <List title="Symptoms" items={symptoms.map((s) => s.title)} /> : null}
        {procedure.expected.length > 0 ? <List title="Expected afterwards" items={procedure.expected} /> : null}
        {procedure.options.map((option) => (
          <details key={option.id} className="plan-steps" open={procedure.options.length === 1}>
            <summary className="grid-cols-[minmax(0,1fr)_auto]!">
              <b>
                {option.title} <span className="mono font-normal text-ink-3">{option.id}</span>
              </b>
              <span>
                {option.refused ? <span className="text-crit">refused</span> : `${option.steps.length} steps`}
              </span>
            </summary>
            {option.refused ? (
              <p className="px-3 py-2 text-12 text-ink-2">
                {option.refused.because} Instead: {option.refused.instead.join(" or ")}.
              </p>
            ) : (
              <ol>
                {option.steps.map((step, index) => (
                  <li key={step.id} className="flex gap-3 px-3 py-1 text-12 text-ink-2">
                    <span className="w-4 text-ink-3">{index + 1}</span>
                    <span className="flex-1 text-ink-1">{step.title}</span>
                    <span>{step.kind}</span>
                    <span>{step.changes === "nothing" ? "changes nothing" : `changes ${step.changes}`}</span>
                    <span className="text-ink-3">
                      {step.watchMs !== null
                        ? `watches ${duration(step.watchMs)}`
                        : `at most ${duration(step.timeoutMs)}`}
                    </span>
                  </li>
                ))}
              </ol>
            )}
          </details>
        ))}
        {procedure.checklist.length > 0 ? (
          <List title="Checklist" items={procedure.checklist.map((c) => `${c.title} (${c.by})`)} />
        ) : null}
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="text-ink-1">{children}</dd>
    </div>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <div className="text-12">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <ul className="list-disc pl-5 text-ink-2">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
