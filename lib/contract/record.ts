import { z } from "zod";
import { Time } from "./common.ts";

const Fault = z.object({ seq: z.number().int(), problem: z.enum(["missing", "altered", "reordered"]) });

/** What walking the chains of the record found. */
export const RecordVerification = z.object({
  verifiedAt: Time,
  audit: z.object({ links: z.number().int(), fault: Fault.nullable() }),
  timelines: z.object({
    incidents: z.number().int(),
    links: z.number().int(),
    faults: z.array(Fault.extend({ incident: z.number().int() })),
  }),
  /** Heads of the chains, signed by the engine each minute: a cut or rebuilt end does not fit them. */
  checkpoints: z.object({
    count: z.number().int(),
    last: z.object({ seq: z.number().int(), at: Time, hash: z.string(), key: z.string() }).nullable(),
    fault: z.object({ seq: z.number().int(), problem: z.string() }).nullable(),
    anchors: z.array(
      z.object({
        /** Null: the audit. */
        incident: z.number().int().nullable(),
        checkpoint: z.number().int(),
        seq: z.number().int(),
        problem: z.enum(["cut", "rebuilt"]),
      }),
    ),
  }),
});
export type RecordVerification = z.infer<typeof RecordVerification>;
