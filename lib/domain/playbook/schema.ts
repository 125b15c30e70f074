import { z } from "zod";
import { MAX_QUERY_CHARACTERS } from "../measure/promql.ts";
import { Communication } from "./communication.ts";
import { DrillPlan } from "./drills.ts";
import { Duration, SeverityClass, Slug } from "./primitives.ts";

export { Duration, SeverityClass } from "./primitives.ts";

/**
 * The executable form of a playbook: one team's rollback document as data. Loaded from
 * `playbooks/<id>/playbook.yaml` and `procedures/*.yaml` (lib/playbook), stored as JSON per content hash,
 * and parsed again with this schema whenever it is read back. Nothing of any one playbook is known to the code.
 */

const EnvName = z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/, "an upper-case environment name");
const ScriptPath = z.string().regex(/^scripts\/[a-z0-9][a-z0-9/-]*\.sh$/, "scripts/<name>.sh");
export const SeverityAction = z.enum(["immediate", "within-30-minutes", "evaluate", "monitor", "none"]);
export type SeverityAction = z.infer<typeof SeverityAction>;

/**
 * Types of parameters. Every value that reaches a script has passed the type's check (lib/domain/playbook/parameters.ts). A `secret` is given
 * per target, kept sealed, shown to nobody, and masked in output.
 */
export const ParameterType = z.enum([
  "abs-path",
  "path-list",
  "name",
  "git-tag",
  "backup-id",
  "db-name",
  "port",
  "url",
  "bool",
  "integer",
  "text-line",
  "secret",
]);
export type ParameterType = z.infer<typeof ParameterType>;

export const ParameterDeclaration = z.strictObject({
  type: ParameterType,
  title: z.string(),
  required: z.boolean().default(true),
  default: z.string().optional(),
});

// --- signals and criteria -------------------------------------------------------------------------------------------

export const SignalDeclaration = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  title: z.string(),
  kind: z.enum(["number", "count", "boolean"]),
  /** Shown behind the value: "%", "min", "requests", "reports". */
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Who usually knows it: a metric or a person. Only orders the form. */
  source: z.enum(["measured", "person"]),
  hint: z.string().optional(),
  /** How a Prometheus is asked for it (PromQL with one value as its answer), unless a target says otherwise. `"$NAME"` is a parameter of the target. */
  query: z.string().max(MAX_QUERY_CHARACTERS).optional(),
});
export type SignalDeclaration = z.infer<typeof SignalDeclaration>;

/** `over: 5` is strictly greater, `atLeast: 1` is greater or equal; exactly one of the two. */
const Bound = { over: z.number().optional(), atLeast: z.number().optional() };
const exactlyOne = (bound: { over?: number | undefined; atLeast?: number | undefined }) =>
  (bound.over === undefined) !== (bound.atLeast === undefined);

export const Band = z
  .strictObject({
    ...Bound,
    class: SeverityClass,
    /** The band counts fully only once this second signal has passed its bound; until then one class lower, with a countdown. Omitted signal = not reached. */
    for: z
      .strictObject({ signal: z.string(), ...Bound })
      .refine(exactlyOne, "say either over or atLeast")
      .optional(),
  })
  .refine(exactlyOne, "say either over or atLeast");
export type Band = z.infer<typeof Band>;

/**
 * One criterion of the document. Either a yes/no (`signal` boolean, `class`), or a number with bands ordered from the highest bound down:
 * the first band whose bound the value passes counts.
 */
export const Criterion = z.strictObject({
  id: Slug,
  title: z.string(),
  signal: z.string(),
  /** For a boolean signal: the class when it is true. */
  class: SeverityClass.optional(),
  /** For a number: bands, highest first. A value below all of them does not fire. */
  bands: z.array(Band).optional(),
  /** The criterion applies only while this boolean signal is true: false = not fired, unknown = unknown. */
  when: z.string().optional(),
  /** Too little to judge: with this signal *given* and below the bound, the criterion is unknown. Omitted does not block. */
  needs: z.strictObject({ signal: z.string(), atLeast: z.number(), because: z.string() }).optional(),
  /** The lowest procedure able to cure it. */
  curedBy: Slug.optional(),
  /** What a person does before any rollback: "Stop writes first: …". */
  first: z.string().optional(),
});
export type Criterion = z.infer<typeof Criterion>;

export const ClassRule = z.strictObject({
  action: SeverityAction,
  deadlineMinutes: z.number().int().nonnegative().optional(),
  title: z.string(),
});

export const Symptom = z.strictObject({ id: Slug, title: z.string(), procedure: Slug });
export type Symptom = z.infer<typeof Symptom>;

// --- probes and procedures ------------------------------------------------------------------------------------------

/**
 * A check that says pass, fail or too little to judge, with a one-line detail. Either a script that runs on the target, or an address that the
 * engine itself asks, as users reach it; a target that does not set that parameter is not asked.
 */
export const Probe = z
  .strictObject({
    id: Slug,
    title: z.string(),
    script: ScriptPath.optional(),
    /** Name of a parameter of type url. Good is an answer 2xx. */
    fetch: EnvName.optional(),
    /** What a good answer is, in words: "version is the chosen tag, features off". */
    expects: z.string(),
  })
  .refine((p) => (p.script === undefined) !== (p.fetch === undefined), "say either script or fetch");
export type Probe = z.infer<typeof Probe>;

const StepBase = {
  id: Slug,
  title: z.string(),
  timeout: Duration.default(120_000),
  /** What it changes on the target, shown before the start. */
  changes: z.enum(["nothing", "beside", "configuration", "process", "code", "data"]).default("nothing"),
  safeToRepeat: z.boolean().default(false),
  undo: ScriptPath.optional(),
  /** Names the script writes to $BACKOUT_OUT; later steps and undo scripts get them as environment. */
  captures: z.array(EnvName).default([]),
  /** Checklist items of this procedure that its success ticks. */
  ticks: z.array(Slug).default([]),
  /** Failure forbids everything after it: it cannot be skipped. */
  gate: z.boolean().default(false),
  /** Usual time, shown until there is history. */
  usual: Duration.optional(),
};

export const RunStep = z.strictObject({ ...StepBase, run: ScriptPath });
/** Lists candidates read-only, one a line: `value<TAB>label<TAB>why<TAB>offered|proven|refused`; the chosen value becomes the environment variable `choose`. */
export const ChooseStep = z.strictObject({
  ...StepBase,
  choose: EnvName,
  type: ParameterType,
  from: ScriptPath,
  default: z.literal("first").default("first"),
});
export const ConfirmStep = z.strictObject({ ...StepBase, confirm: z.string() });
/** Runs the probes again and again until the window passes without a crossed limit; one that is crossed starts its clock again (`prelude.ts`). */
export const WatchStep = z.strictObject({
  ...StepBase,
  watch: Duration,
  every: Duration.default(5_000),
  probes: z.array(Slug).min(1),
});
export const ProveStep = z.strictObject({ ...StepBase, prove: z.array(Slug).min(1) });
export const Step = z.union([RunStep, ChooseStep, ConfirmStep, WatchStep, ProveStep]);
export type Step = z.infer<typeof Step>;
export const StepKind = z.enum(["run", "choose", "confirm", "watch", "prove"]);
export type StepKind = z.infer<typeof StepKind>;

export const ChecklistItemDeclaration = z.strictObject({
  id: Slug,
  title: z.string(),
  /** probe: ticked by a step's evidence · record: ticked by the record itself (the incident exists, the RCA is published) · person. */
  by: z.enum(["probe", "record", "person"]),
  record: z.enum(["incident", "rca"]).optional(),
});

/** One way of doing a procedure. The first is the default. A refused option says why and what to press instead. */
export const Option = z.strictObject({
  id: Slug,
  title: z.string(),
  refused: z.strictObject({ because: z.string(), instead: z.array(Slug).min(1) }).optional(),
  impact: z.string().optional(),
  steps: z.array(Step).default([]),
});
export type Option = z.infer<typeof Option>;

export const Procedure = z.strictObject({
  procedure: Slug,
  title: z.string(),
  summary: z.string(),
  scope: z.union([
    z.strictObject({ level: z.union([z.literal(1), z.literal(2), z.literal(3)]) }),
    z.strictObject({ component: z.string() }),
    z.strictObject({ data: z.string() }),
    z.strictObject({ scenario: z.string() }),
    /** Breaks its target on purpose, as the failure that a drill rehearses. No button: only a drill starts it, never on production. */
    z.strictObject({ drill: Slug }),
    z.strictObject({ verification: z.literal(true) }),
  ]),
  targetTime: Duration,
  impact: z.string(),
  dataLoss: z.string(),
  approval: z.enum(["none", "one-other", "two-others"]).default("none"),
  /** The confirmation also asks for the target's name. */
  typedConfirmation: z.boolean().default(false),
  /** Procedure to offer when this is not enough. */
  insufficient: Slug.optional(),
  expected: z.array(z.string()).default([]),
  options: z.array(Option).min(1),
  /** Probes that prove an undo of this procedure. */
  undoProve: z.array(Slug).default([]),
  checklist: z.array(ChecklistItemDeclaration).default([]),
});
export type Procedure = z.infer<typeof Procedure>;

/**
 * What is checked by itself after every rollback: proofs first, each one however the others end, then the stability window. Its steps are
 * `prove` and `watch` steps, and `run` steps that only look; nothing of it changes the target.
 */
export const Verification = z.strictObject({
  title: z.string(),
  summary: z.string(),
  targetTime: Duration,
  steps: z.array(Step).min(1),
  checklist: z.array(ChecklistItemDeclaration).default([]),
});
export type Verification = z.infer<typeof Verification>;

/**
 * What is collected from a target about its failure, each by a script that only looks: before a rollback restarts anything, and on request. The
 * error lines of a `log` are grouped as well. `$BACKOUT_SINCE` says from when on (ISO 8601, UTC).
 */
export const Investigation = z.strictObject({
  /** For all of it together: a rollback waits no longer than this. (Default: 20 s) */
  timeout: Duration.default(20_000),
  collect: z
    .array(
      z.strictObject({
        id: Slug,
        title: z.string(),
        script: ScriptPath,
        shows: z.enum(["log", "figures", "difference"]),
      }),
    )
    .min(1),
});
export type Investigation = z.infer<typeof Investigation>;

/** A check that only looks, and what it means for procedures when it fails. Either a script that stands alone, or a probe of the playbook. */
export const ReadinessCheck = z
  .strictObject({
    id: Slug,
    title: z.string(),
    /** Exit 0 is good, 3 cannot tell, anything else is bad; the last line of its output is the finding. */
    script: ScriptPath.optional(),
    probe: Slug.optional(),
    /** Procedures that cannot work while it fails. */
    prevents: z.array(Slug).default([]),
    /** Procedures that work all the same, with something missing. */
    degrades: z.array(Slug).default([]),
    /** What does not work because of it, as the end of "… fails:". */
    because: z.string(),
  })
  .refine((c) => (c.script === undefined) !== (c.probe === undefined), "say either script or probe")
  .refine((c) => c.prevents.length + c.degrades.length > 0, "say what it prevents or degrades");
export type ReadinessCheck = z.infer<typeof ReadinessCheck>;

/**
 * What is looked at all the time, so that it is known before an incident which button would work. The lists of a procedure's default option
 * (`choose` steps) are looked at besides, without being named here.
 */
export const Readiness = z.strictObject({
  /** For one check. (Default: 20 s) */
  timeout: Duration.default(20_000),
  /** Parameters without which a procedure is not set up on a target; it is not checked there then. */
  requires: z.record(Slug, z.array(EnvName).min(1)).default({}),
  checks: z.array(ReadinessCheck).min(1),
});
export type Readiness = z.infer<typeof Readiness>;

export const RcaField = z.strictObject({
  id: Slug,
  title: z.string(),
  section: z.string(),
  kind: z.enum(["text", "list", "actions"]),
  required: z.boolean().default(false),
  hint: z.string().optional(),
  /** For actions: hours until they are due. */
  dueHours: z.number().int().positive().optional(),
  /** Filled from the record when empty. */
  prefill: z.enum(["summary", "severity-reasons", "procedures", "error-patterns", "version-difference"]).optional(),
});
export type RcaField = z.infer<typeof RcaField>;

export const Playbook = z.strictObject({
  playbook: Slug,
  title: z.string(),
  summary: z.string(),
  /** True while the playbook only assesses; pages then say so instead of showing an empty panel. */
  proceduresPending: z.string().optional(),
  parameters: z.record(EnvName, ParameterDeclaration).default({}),
  classes: z.strictObject({ critical: ClassRule, major: ClassRule, minor: ClassRule.optional() }),
  signals: z.array(SignalDeclaration).min(1),
  criteria: z.array(Criterion).min(1),
  symptoms: z.array(Symptom).default([]),
  probes: z.array(Probe).default([]),
  procedures: z.array(Procedure).default([]),
  verification: Verification.optional(),
  investigation: Investigation.optional(),
  readiness: Readiness.optional(),
  rca: z.array(RcaField).default([]),
  /** How a procedure is rehearsed. */
  drills: DrillPlan.optional(),
  /** Who is told what by when, and who is called when nobody answers. */
  communication: Communication,
  /** `scripts/prelude.sh` and `prelude-*.sh`: functions of this playbook that stand in front of every script of it. Filled by the loader. */
  prelude: z.string().default(""),
  /** Script path → its text, without any prelude. Filled by the loader, part of the content hash. */
  scripts: z.record(ScriptPath, z.string()).default({}),
});
export type Playbook = z.infer<typeof Playbook>;

export function stepKind(step: Step): StepKind {
  if ("run" in step) return "run";
  if ("choose" in step) return "choose";
  if ("confirm" in step) return "confirm";
  if ("watch" in step) return "watch";
  return "prove";
}
