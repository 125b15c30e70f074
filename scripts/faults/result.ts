import type { Lab } from "./lab.ts";
import { violations } from "./oracle.ts";

/** One row of the campaign: what was done how often, and everything that was wrong. */
export class RowResult {
  readonly row: string;
  readonly what: string;
  readonly seed: number;
  trials = 0;
  readonly wrong: string[] = [];
  /** Slowest time in ms from the end of the fault until every run rested. */
  slowestMs = 0;
  /** Trials by where they hit, or by how they ended. */
  readonly counts = new Map<string, number>();

  constructor(row: string, what: string, seed: number) {
    this.row = row;
    this.what = what;
    this.seed = seed;
  }

  count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  rested({ tookMs, stuck }: { tookMs: number; stuck: string[] }): void {
    this.slowestMs = Math.max(this.slowestMs, tookMs);
    for (const runId of stuck) this.wrong.push(`I4 ${runId} neither ended nor asked anybody within the limit`);
  }

  /** Looks at every run with the oracle; `wanted` is how each has to have ended, or for which reason it may have ended otherwise. */
  async judge(lab: Lab, runIds: readonly string[], wanted: readonly string[], because?: RegExp): Promise<void> {
    for (const runId of runIds) {
      for (const violation of await violations(lab, runId)) this.wrong.push(`${runId}: ${violation}`);
      const { status, reason } = await lab.prisma.run.findUniqueOrThrow({ where: { id: runId } });
      if (because?.test(reason ?? "")) this.count(`${status}: ${because.source}`);
      else if (!wanted.includes(status)) this.wrong.push(`${runId} is ${status}: ${reason ?? ""}`);
    }
  }
}
