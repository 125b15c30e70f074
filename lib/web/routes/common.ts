import { z } from "zod";

export const IncidentParams = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });
export const RunParams = z.object({ id: z.string().min(1).max(64) });
export const StepParams = z.object({ id: z.string().min(1).max(64), stepRunId: z.string().min(1).max(64) });
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});
export const Nothing = z.strictObject({});
export const asNumber = (cursor: string | undefined): number | null =>
  cursor !== undefined && /^\d{1,10}$/.test(cursor) ? Number(cursor) : null;
