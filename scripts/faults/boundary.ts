import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * The boundaries of a step at which a death can matter. b1 before the intent is committed, b2 after, b3 start sent, b4 start answered but not
 * seen, b5 between two chunks, b6 chunk received but not committed, b7 end on the target not read, b8 end read but not committed,
 * b9 committed and nothing after it done, b10 between two steps, b11 run ended, its job not yet completed.
 */
export const BOUNDARIES = ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10", "b11"] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** What an engine of the campaign is told: the file in which it notes every boundary it passes, and where it is to die. */
export type Orders = {
  /** Where the runner keeps its records on the target. */ stateDir: string;
  trace: string;
  dieAt: Boundary | null /** How many passages of `dieAt` it survives. */;
  after: number;
};

/** Notes each passage with one write before anything else happens, and ends the process with SIGKILL at the one that was ordered. */
export function createMarker({
  trace,
  dieAt,
  after,
}: Omit<Orders, "stateDir">): (boundary: Boundary, runId: string) => void {
  const fd = openSync(trace, "a");
  let left = after;
  return (boundary, runId) => {
    writeSync(fd, `${boundary} ${runId}\n`);
    if (boundary === dieAt && left-- === 0) process.kill(process.pid, "SIGKILL");
  };
}

/** Where each run last was when the engine died. */
export function lastBoundaries(trace: string): Map<string, Boundary> {
  const last = new Map<string, Boundary>();
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    const [boundary, runId] = line.split(" ");
    if (boundary && runId) last.set(runId, boundary as Boundary);
  }
  return last;
}

export const emptyTrace = (trace: string): void => closeSync(openSync(trace, "w"));
