import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { bytesBetween, type StoredOutput, storedOutput } from "./stored-output.ts";

export type OutputRead = StoredOutput & {
  /** Bytes [from, length) at the time of the call, in order. */
  bytes: AsyncIterable<Uint8Array>;
};

/** Reads stored output from a byte on, piece by piece, so that a log of any size needs little memory. */
export async function readOutput(
  ctx: ServiceContext,
  { runId, stepRunId, from }: { runId: string; stepRunId: string; from: number },
): Promise<OutputRead> {
  authorise(ctx, "incident.read");
  const stored = await storedOutput(ctx, { runId, stepRunId });
  if (!Number.isSafeInteger(from) || from < 0 || from > stored.length)
    throw new AppError("bad-request", `"from" is a byte offset from 0 to ${stored.length}.`, {
      errors: [{ path: "from", message: `0 to ${stored.length}` }],
    });
  return { ...stored, bytes: bytesBetween(ctx, stepRunId, { from, end: stored.length }) };
}
