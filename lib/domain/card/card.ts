import type { Playbook, Procedure } from "../playbook/schema.ts";
import { findOption } from "../run/steps.ts";
import { cardScript } from "./bundle.ts";

export type CardContact = { name: string; phone: string; email: string; roles: readonly string[] };
export type CardAddress = {
  host: string;
  port: number;
  user: string;
  hostKeySha256: string | null;
  environment: string;
};
export type CardProcedure = Pick<Procedure, "title" | "summary" | "impact" | "dataLoss" | "approval"> & {
  id: string;
  level: number | null;
  targetTimeMs: number;
  insufficient: string | null;
  option: string;
  steps: string[];
  /** Runs on the target and needs nothing else. */
  script: string;
  scriptSha256: string;
  fileName: string;
};
export type Card = {
  playbook: string;
  title: string;
  hash: string;
  target: string;
  address: CardAddress | null;
  contacts: CardContact[];
  classes: { class: string; title: string; deadlineMinutes: number | null }[];
  procedures: CardProcedure[];
};

/** Everything of the quick reference card. Pure. */
export function makeCard(input: {
  playbook: Playbook;
  hash: string;
  target: { name: string; parameters: Record<string, string>; watchSeconds?: number | null };
  address: CardAddress | null;
  contacts?: CardContact[];
  sha256: (text: string) => string;
}): Card {
  const { playbook, hash, target, address, contacts = [], sha256 } = input;
  return {
    playbook: playbook.playbook,
    title: playbook.title,
    hash,
    target: target.name,
    address,
    contacts,
    classes: Object.entries(playbook.classes).map(([name, rule]) => ({
      class: name,
      title: rule.title,
      deadlineMinutes: rule.deadlineMinutes ?? null,
    })),
    procedures: shown(playbook).flatMap((procedure) => {
      const option = findOption(procedure, undefined);
      if (!option || option.refused) return [];
      const script = cardScript(playbook, procedure, option, target);
      return [
        {
          id: procedure.procedure,
          level: "level" in procedure.scope ? procedure.scope.level : null,
          title: procedure.title,
          summary: procedure.summary,
          impact: procedure.impact,
          dataLoss: procedure.dataLoss,
          approval: procedure.approval,
          targetTimeMs: procedure.targetTime,
          insufficient: procedure.insufficient ?? null,
          option: option.id,
          steps: option.steps.map((s) => s.title),
          script,
          scriptSha256: sha256(script),
          fileName: `${procedure.procedure}.sh`,
        },
      ];
    }),
  };
}

/** Levels first, then what is narrower. Rehearsed faults break a target: they are nobody's quick reference. */
const shown = ({ procedures }: Playbook): Procedure[] =>
  procedures.filter((p) => !("drill" in p.scope)).sort((a, b) => rank(a) - rank(b));

function rank({ scope }: Procedure): number {
  if ("level" in scope) return scope.level;
  return ["component", "data", "scenario", "verification"].findIndex((kind) => kind in scope) + 4;
}
