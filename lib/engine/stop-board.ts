/** The steps that this engine is carrying, and the switch that stops each of them on its host. */
export class StopBoard {
  readonly #steps = new Map<string, Map<string, AbortController>>();

  signal(runId: string, stepRunId: string): AbortSignal {
    const steps = this.#steps.get(runId) ?? new Map<string, AbortController>();
    this.#steps.set(runId, steps);
    const controller = steps.get(stepRunId) ?? new AbortController();
    steps.set(stepRunId, controller);
    return controller.signal;
  }

  /** Runs with steps here, for the look that stands behind the notice. */
  runs(): string[] {
    return [...this.#steps.keys()];
  }

  /** Stops every step of the run for which `isWanted` says no. */
  stop(runId: string, isWanted: (stepRunId: string) => boolean): void {
    for (const [stepRunId, controller] of this.#steps.get(runId) ?? []) if (!isWanted(stepRunId)) controller.abort();
  }

  forget(runId: string): void {
    this.#steps.delete(runId);
  }
}
