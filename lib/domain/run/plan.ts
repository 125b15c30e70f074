import { z } from "zod";

/** What the engine found on the targets, read-only, before a start. Stored on the plan. */
export const PlanResolution = z.object({
  /** Target id → how it stands. */
  targets: z.record(z.string(), z.object({ reachable: z.boolean(), problem: z.string().nullable() })).default({}),
  /** Name of the choice → target id → what can be chosen, in order. */
  candidates: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.array(
          z.object({
            value: z.string(),
            label: z.string(),
            why: z.string(),
            state: z.enum(["proven", "offered", "refused"]),
            identity: z.string().default(""),
          }),
        ),
      ),
    )
    .default({}),
  /** Name of the choice → the value that a start without choices takes: proven on every target. */
  defaults: z.record(z.string(), z.string()).default({}),
});
export type PlanResolution = z.infer<typeof PlanResolution>;

/** What the plan had found for a value on a target. */
export const findCandidate = (resolution: PlanResolution, name: string, targetId: string, value: string) =>
  resolution.candidates[name]?.[targetId]?.find((c) => c.value === value);
