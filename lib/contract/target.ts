import { z } from "zod";
import { Time } from "./common.ts";

export const TargetEnvironment = z.enum(["production", "staging", "drill"]);

/** Which secrets a target has; never what they are. */
export const SecretsSet = z.record(z.string(), z.literal("set"));
export type SecretsSet = z.infer<typeof SecretsSet>;

export const CreateTarget = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and -"),
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:-]+$/, "a host name or address"),
  port: z.number().int().min(1).max(65535).default(22),
  user: z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}$/i, "a login name"),
  hostKeySha256: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "SHA256: and 43 characters, as ssh-keygen -lf prints it"),
  environment: TargetEnvironment,
  playbook: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
  /**
   * Parameters that the playbook declares as secret: sealed to the engine's key at once, never shown again. A field of their own, so that what is
   * echoed, logged or compared (`parameters`) never holds one; a secret in the wrong field is refused.
   */
  secrets: z.record(z.string(), z.string()).default({}),
  /** Stability windows of procedures are shortened to this on the target (shown everywhere); only for drill and staging. */
  watchSeconds: z.number().int().min(5).max(3600).nullable().default(null),
  /** Sealed to the engine's key at once; never shown again. */
  credential: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("key"), privateKey: z.string().min(1).max(16_384) }),
    z.strictObject({ kind: z.literal("password"), password: z.string().min(1).max(1024) }),
  ]),
});
export type CreateTarget = z.infer<typeof CreateTarget>;

export const TargetView = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  user: z.string(),
  hostKeySha256: z.string(),
  environment: TargetEnvironment,
  playbook: z.string(),
  parameters: z.record(z.string(), z.string()),
  secrets: SecretsSet,
  watchSeconds: z.number().nullable(),
  /** The changing run that holds it now, or null. */
  holder: z
    .object({ runId: z.string(), incident: z.number().int(), procedure: z.string(), title: z.string(), by: z.string() })
    .nullable(),
  createdAt: Time,
});
export type TargetView = z.infer<typeof TargetView>;
