import type { LeftProcess, StepEnd, StepScript } from "#lib/ports/remote-executor.ts";

const DEFAULT_MAX_OUTPUT_BYTES = 2 * 1024 ** 3;

export type StepAction =
  | { write: string | Buffer }
  /** What a script writes to `$BACKOUT_OUT`. */
  | { capture: Record<string, string> }
  /** Waits until the test releases this name. */
  | { hold: string };

export type StepPlan = {
  does?: StepAction[];
  /** (Default: 0) */
  code?: number;
  /** TERM does not end it, only KILL after the grace. */
  ignoresTerm?: boolean;
  /** Processes in sessions of their own that outlive it. */
  leaves?: LeftProcess[];
};

/** One step on a fake host; runs by itself, whoever watches. `script` is undefined for a key that was cancelled before its start. */
export class FakeStep {
  readonly script: StepScript | undefined;
  readonly #plan: StepPlan;
  readonly #isReleased: (hold: string) => boolean;
  readonly #startedAt = Date.now();
  readonly captures: Record<string, string> = {};
  output = Buffer.alloc(0);
  end: StepEnd | undefined;
  #capped = false;
  #changed = Promise.withResolvers<void>();
  #limit: NodeJS.Timeout | undefined;

  constructor(script: StepScript | undefined, plan: StepPlan, isReleased: (hold: string) => boolean) {
    this.script = script;
    this.#plan = plan;
    this.#isReleased = isReleased;
    if (!script) {
      this.end = { kind: "cancelled", started: false, bytes: 0 };
      return;
    }
    this.#limit = setTimeout(
      () => this.#finish({ kind: "timedOut", afterMs: script.timeoutMs, bytes: this.output.length }),
      script.timeoutMs,
    );
    this.#limit.unref();
    void this.#run();
  }

  get left(): LeftProcess[] {
    return this.#plan.leaves ?? [];
  }

  get sinceMs(): number {
    return Date.now() - this.#startedAt;
  }

  /** Resolves when there is more output, an end, or a reason to look again. */
  get change(): Promise<void> {
    return this.#changed.promise;
  }

  wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  lose(reason: string): void {
    this.#finish({ kind: "lost", reason, bytes: this.output.length });
  }

  async cancel(graceMs: number): Promise<StepEnd> {
    if (!this.end && this.#plan.ignoresTerm) await new Promise((resolve) => setTimeout(resolve, graceMs));
    return this.#finish({ kind: "cancelled", started: true, bytes: this.output.length });
  }

  async #run(): Promise<void> {
    // A real host answers the start before the script has printed anything.
    await Promise.resolve();
    for (const action of this.#plan.does ?? []) {
      if ("hold" in action) while (!this.end && !this.#isReleased(action.hold)) await this.change;
      if (this.end) return;
      if ("write" in action) this.#write(Buffer.from(action.write));
      if ("capture" in action) Object.assign(this.captures, action.capture);
    }
    this.#finish({ kind: "exited", code: this.#plan.code ?? 0, bytes: this.output.length });
  }

  #write(bytes: Buffer): void {
    if (this.#capped) return;
    const cap = this.script?.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
    this.output = Buffer.concat([this.output, bytes]);
    if (this.output.length > cap) {
      this.#capped = true;
      this.output = Buffer.concat([
        this.output.subarray(0, cap),
        Buffer.from(`\n[backout: output beyond ${cap} bytes is not stored]\n`),
      ]);
    }
    this.wake();
  }

  #finish(end: StepEnd): StepEnd {
    clearTimeout(this.#limit);
    this.end ??= end;
    this.wake();
    return this.end;
  }
}
