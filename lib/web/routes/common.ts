import { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";

export const IncidentParams = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });
export const RunParams = z.object({ id: z.string().min(1).max(64) });
export const StepParams = z.object({ id: z.string().min(1).max(64), stepRunId: z.string().min(1).max(64) });
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});
export const Handle = z.string().regex(/^[a-z0-9][a-z0-9_-]{2,29}$/, "3 to 30 lower-case letters, digits, - and _");
export const Password = z.string().min(12, "at least 12 characters").max(200, "at most 200 characters");
export const PersonName = z.string().trim().min(1).max(100);
export const Nothing = z.strictObject({});
export const asNumber = (cursor: string | undefined): number | null =>
  cursor !== undefined && /^\d{1,10}$/.test(cursor) ? Number(cursor) : null;

/** Throws AppError "bad-request" without the header. */
export function idempotencyKey(headers: Headers): string {
  const key = headers.get("idempotency-key");
  if (!key)
    throw new AppError(
      "bad-request",
      "A start needs the header Idempotency-Key: the same for each repetition of this start, so that it happens once. Nothing was started.",
    );
  return key;
}

/** Headers of an answer that is saved as a file: foreign text is never shown as a page of ours or guessed to be one. */
export const asFile = (fileName: string, contentType: string): Record<string, string> => ({
  "content-type": contentType,
  "content-disposition": `attachment; filename="${fileName}"`,
  "x-content-type-options": "nosniff",
});
