import { visible } from "../output/visible.ts";
import type { StepState } from "./evolve.ts";

export type Proof = { probe: string; verdict: "pass" | "fail" | "undecided"; detail: string };

/** The verdicts that a prove or watch step wrote: `PROBE_ERRORS_SINCE_SWITCH` = `pass<TAB>0 errors in 14 requests`. Of a watch, the last pass. */
export function proofsOf(step: Pick<StepState, "captures">): Proof[] {
  return Object.entries(step.captures).flatMap(([name, value]) => {
    if (!name.startsWith("PROBE_")) return [];
    const [verdict = "", ...detail] = value.split("\t");
    if (verdict !== "pass" && verdict !== "fail" && verdict !== "undecided") return [];
    return [
      {
        probe: name.slice("PROBE_".length).toLowerCase().replaceAll("_", "-"),
        verdict,
        detail: visible(detail.join(" ")),
      },
    ];
  });
}

/** Seconds for which a watch really looked, which is less than its title says where a target shortens its windows; null for other steps. */
export function watchedSeconds({ captures }: Pick<StepState, "captures">): number | null {
  const seconds = /^\d+$/.exec(captures.WATCHED_SECONDS ?? "")?.[0];
  return seconds === undefined ? null : Number(seconds);
}

/** `identity`: what the value stands for, such as a backup's hash; empty when the script does not say. */
export type Choice = {
  value: string;
  label: string;
  why: string;
  state: "proven" | "offered" | "refused";
  identity: string;
};

/** The candidates that a choose step listed, in its order. */
export function candidatesOf(captures: Record<string, string>): Choice[] {
  return Object.entries(captures)
    .flatMap(([name, value]) => {
      const order = /^CANDIDATE_(\d+)$/.exec(name)?.[1];
      const [candidate, label, why, state, identity] = value.split("\t");
      if (!order || !candidate || (state !== "proven" && state !== "offered" && state !== "refused")) return [];
      return [
        {
          order: Number(order),
          choice: {
            value: candidate,
            label: visible(label || candidate),
            why: visible(why ?? ""),
            state: state as Choice["state"],
            identity: visible(identity ?? ""),
          },
        },
      ];
    })
    .sort((a, b) => a.order - b.order)
    .map((c) => c.choice);
}

/** The default: the first proven candidate, never a merely offered one. */
export const defaultOf = (candidates: readonly Choice[]): Choice | undefined =>
  candidates.find((c) => c.state === "proven");
