import { queryProblem } from "#lib/domain/measure/promql.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { checkCommunication } from "./cross-check-communication.ts";
import { checkDrills } from "./cross-check-drills.ts";
import { checkProcedure, filesOf } from "./cross-check-procedure.ts";
import { checkReadiness } from "./cross-check-readiness.ts";
import { checkVerification } from "./cross-check-verification.ts";
import { type Finding, twice } from "./finding.ts";

/** What a schema cannot say: that every name which is used exists, is used once, and means what it should. Pure. */
export function crossCheck(playbook: Playbook): Finding[] {
  return [
    ...parameters(playbook),
    ...signals(playbook),
    ...criteria(playbook),
    ...symptoms(playbook),
    ...probes(playbook),
    ...playbook.procedures.flatMap((p, i) => checkProcedure(playbook, p, i)),
    ...checkVerification(playbook),
    ...investigation(playbook),
    ...checkReadiness(playbook),
    ...twice(playbook.rca, ["rca"]),
    ...checkDrills(playbook),
    ...checkCommunication(playbook),
    ...scripts(playbook),
  ];
}

function parameters(playbook: Playbook): Finding[] {
  return Object.entries(playbook.parameters).flatMap(([name, { type, default: value }]) => {
    if (type === "secret" && value !== undefined)
      return [{ path: ["parameters", name, "default"], message: "a secret has no default: it would stand in a file" }];
    const wrong = value === undefined ? null : checkParameter(type, value);
    return wrong ? [{ path: ["parameters", name, "default"], message: wrong }] : [];
  });
}

const signals = (playbook: Playbook): Finding[] =>
  playbook.signals.flatMap((signal, i) => {
    const wrong = signal.query === undefined ? null : queryProblem(signal.query, playbook.parameters);
    return wrong ? [{ path: ["signals", i, "query"], message: wrong }] : [];
  });

function criteria(playbook: Playbook): Finding[] {
  const kinds = new Map(playbook.signals.map((s) => [s.id, s.kind]));
  return [
    ...twice(playbook.signals, ["signals"]),
    ...twice(playbook.criteria, ["criteria"]),
    ...playbook.criteria.flatMap((criterion, i) => {
      const at = (key: string, message: string): Finding => ({ path: ["criteria", i, key], message });
      const found: Finding[] = [];
      const kind = kinds.get(criterion.signal);
      if (!kind) found.push(at("signal", `no signal "${criterion.signal}" is declared`));
      if (kind === "boolean" && !criterion.class) found.push(at("signal", "a yes/no signal needs a class"));
      if (kind && kind !== "boolean" && !criterion.bands?.length) found.push(at("signal", "a number needs bands"));
      for (const id of [criterion.when, criterion.needs?.signal, ...(criterion.bands ?? []).map((b) => b.for?.signal)])
        if (id !== undefined && !kinds.has(id)) found.push(at("signal", `no signal "${id}" is declared`));
      const limits = (criterion.bands ?? []).map((b) => b.over ?? b.atLeast ?? 0);
      if (limits.some((limit, n) => n > 0 && limit >= (limits[n - 1] as number)))
        found.push(at("bands", "bands go from the highest bound down"));
      if (
        criterion.curedBy &&
        playbook.procedures.length > 0 &&
        !playbook.procedures.some((p) => p.procedure === criterion.curedBy)
      )
        found.push(at("curedBy", `there is no procedure "${criterion.curedBy}"`));
      for (const severity of [criterion.class, ...(criterion.bands ?? []).map((b) => b.class)])
        if (severity && !playbook.classes[severity]) found.push(at("class", `the playbook has no class ${severity}`));
      return found;
    }),
  ];
}

const symptoms = (playbook: Playbook): Finding[] => [
  ...twice(playbook.symptoms, ["symptoms"]),
  ...playbook.symptoms.flatMap((s, i) =>
    playbook.procedures.some((p) => p.procedure === s.procedure)
      ? []
      : [{ path: ["symptoms", i, "procedure"], message: `there is no procedure "${s.procedure}"` }],
  ),
];

const probes = (playbook: Playbook): Finding[] => [
  ...twice(playbook.probes, ["probes"]),
  ...playbook.probes.flatMap((p, i) =>
    p.script === undefined || Object.hasOwn(playbook.scripts, p.script)
      ? []
      : [{ path: ["probes", i, "script"], message: `there is no file ${p.script}` }],
  ),
  ...playbook.probes.flatMap((p, i) =>
    p.fetch === undefined || playbook.parameters[p.fetch]?.type === "url"
      ? []
      : [{ path: ["probes", i, "fetch"], message: `there is no parameter ${p.fetch} of type url` }],
  ),
];

const investigation = ({ investigation: declared, scripts: known }: Playbook): Finding[] =>
  declared
    ? [
        ...twice(declared.collect, ["investigation", "collect"]),
        ...declared.collect.flatMap(({ script }, i) =>
          Object.hasOwn(known, script)
            ? []
            : [{ path: ["investigation", "collect", i, "script"], message: `there is no file ${script}` }],
        ),
      ]
    : [];

function scripts(playbook: Playbook): Finding[] {
  const used = new Set([
    ...playbook.probes.flatMap((p) => p.script ?? []),
    ...playbook.procedures.flatMap((p) => p.options.flatMap((o) => o.steps.flatMap(filesOf))),
    ...(playbook.verification?.steps ?? []).flatMap(filesOf),
    ...(playbook.investigation?.collect ?? []).map((c) => c.script),
    ...(playbook.readiness?.checks ?? []).flatMap((c) => c.script ?? []),
  ]);
  return Object.keys(playbook.scripts).flatMap((path) =>
    used.has(path) ? [] : [{ path: ["scripts", path], message: "is used by nothing" }],
  );
}
