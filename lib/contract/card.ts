import { z } from "zod";

/** The quick reference card of a target, as `lib/domain/card` makes it. */
export const CardView = z.object({
  playbook: z.string(),
  title: z.string(),
  hash: z.string(),
  target: z.string(),
  address: z
    .object({
      host: z.string(),
      port: z.number().int(),
      user: z.string(),
      hostKeySha256: z.string().nullable(),
      environment: z.string(),
    })
    .nullable(),
  contacts: z.array(
    z.object({ name: z.string(), phone: z.string(), email: z.string(), roles: z.array(z.string()).readonly() }),
  ),
  classes: z.array(z.object({ class: z.string(), title: z.string(), deadlineMinutes: z.number().nullable() })),
  procedures: z.array(
    z.object({
      id: z.string(),
      level: z.number().int().nullable(),
      title: z.string(),
      summary: z.string(),
      impact: z.string(),
      dataLoss: z.string(),
      approval: z.enum(["none", "one-other", "two-others"]),
      targetTimeMs: z.number(),
      insufficient: z.string().nullable(),
      option: z.string(),
      steps: z.array(z.string()),
      script: z.string(),
      scriptSha256: z.string(),
      fileName: z.string(),
    }),
  ),
});
export type CardView = z.infer<typeof CardView>;
