import { ChevronRight } from "lucide-react";
import { SecretRows } from "#components/target/secret-rows.tsx";
import type { PlanView } from "#lib/contract/run.ts";

/** The environment that the scripts get. Values are data: they never become shell text. */
export function PlanParameters({ plan, choices }: { plan: PlanView; choices: Readonly<Record<string, string>> }) {
  const named = [...Object.values(plan.parameters), ...Object.values(plan.secrets)];
  const names = [...new Set(named.flatMap((p) => Object.keys(p)))];
  return (
    <details className="plan-steps">
      <summary className="grid-cols-[14px_minmax(0,1fr)_auto]!">
        <ChevronRight size={13} className="chevron text-ink-3" aria-hidden />
        <b>Parameters</b>
        <span className="mono truncate text-11">{[...names, ...Object.keys(choices)].slice(0, 5).join(", ")}</span>
      </summary>
      <div className="px-3 py-2">
        {Object.entries(plan.parameters).map(([target, parameters]) => (
          <dl key={target} className="kv mono mb-2">
            <dt className="font-semibold">{target}</dt>
            <dd />
            {Object.entries({ ...parameters, ...choices }).map(([name, value]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd>
                  <b>{value}</b>
                </dd>
              </div>
            ))}
            <SecretRows secrets={plan.secrets[target] ?? {}} />
          </dl>
        ))}
      </div>
    </details>
  );
}
