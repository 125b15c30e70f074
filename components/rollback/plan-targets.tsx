"use client";
import { CircleHelp, CircleX, LoaderCircle, PlugZap } from "lucide-react";
import { useRoom } from "#components/incident/room-context.tsx";
import type { PlanView } from "#lib/contract/run.ts";

type Props = { plan: PlanView | undefined; chosen: string[]; onChosen: (targets: string[]) => void };

/** Where it runs and as whom. Another set of targets is another plan. */
export function PlanTargets({ plan, chosen, onChosen }: Props) {
  const { incident } = useRoom();
  const canChoose = incident.targets.length > 1;
  const toggle = (name: string) => {
    const next = chosen.includes(name)
      ? chosen.filter((t) => t !== name)
      : incident.targets.filter((t) => t === name || chosen.includes(t));
    if (next.length > 0) onChosen(next);
  };
  return (
    <div>
      <h3>Where, and as whom</h3>
      <div className="options">
        {incident.targets.map((name) => {
          const target = plan?.targets.find((t) => t.name === name);
          const Row = canChoose ? "label" : "div";
          return (
            <Row key={name} className="option">
              {canChoose ? (
                <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
              ) : (
                <PlugZap size={15} className="text-ink-3" aria-hidden />
              )}
              <span className="name">
                {name}{" "}
                {target ? (
                  <span className="font-normal text-12 text-ink-3">
                    as {target.user} at {target.address}, {target.environment}
                  </span>
                ) : null}
              </span>
              <Reach target={target} isChosen={chosen.includes(name)} />
              {target?.problem ? <span className="more text-crit">{target.problem}</span> : null}
            </Row>
          );
        })}
      </div>
    </div>
  );
}

function Reach({ target, isChosen }: { target: PlanView["targets"][number] | undefined; isChosen: boolean }) {
  if (!isChosen) return <span className="text-12 text-ink-3">left out</span>;
  if (!target || target.reachable === null) {
    return (
      <span className="pill">
        <LoaderCircle size={12} className={target ? "" : "spin"} aria-hidden /> {target ? "Not asked yet" : "Resolving"}
      </span>
    );
  }
  if (!target.reachable) {
    return (
      <span className="pill crit">
        <CircleX size={12} aria-hidden /> Not reachable
      </span>
    );
  }
  return target.problem ? (
    <span className="pill warn">
      <CircleHelp size={12} aria-hidden /> Answers, with a problem
    </span>
  ) : (
    <span className="pill">
      <PlugZap size={12} aria-hidden /> Answers
    </span>
  );
}
