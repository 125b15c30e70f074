import type { RemoteSession, StepEnd, StepScript } from "#lib/ports/remote-executor.ts";
import { maskValues, type OpenedSecrets } from "./secrets.ts";

export type Asked = {
  end: StepEnd;
  captures: Record<string, string>;
  /** The last line of its output that is not empty, secrets masked. */
  lastLine: string;
};

const KEPT_PIECES = 8;

/**
 * Runs a script that only looks, outside of any run, and tidies its files away: what a plan lists and what readiness checks. `signal` ends the
 * waiting; the script then ends by its own time limit on the target.
 */
export async function askTarget(
  session: RemoteSession,
  step: StepScript,
  secrets: OpenedSecrets,
  signal?: AbortSignal,
): Promise<Asked> {
  await session.start(step);
  const tail: Buffer[] = [];
  const end = await session.follow(
    step.key,
    0,
    async (piece) => {
      tail.push(Buffer.from(piece));
      if (tail.length > KEPT_PIECES) tail.shift();
    },
    signal,
  );
  const captures = maskValues(secrets.mask, await session.captures(step.key));
  await session.clean(step.key);
  const text = secrets.mask.text(Buffer.concat(tail).toString("utf8")).trim();
  return { end, captures, lastLine: text.split("\n").at(-1) ?? "" };
}
