import {
  type ConnectFailure,
  StepRefused,
  type StepScript,
  type TargetCredential,
} from "#lib/ports/remote-executor.ts";
import { FakeStep, type StepPlan } from "./fake-step.ts";

type Verb = "start" | "state" | "cancel" | "clean";
type Lesson = { script: string | RegExp; plan: StepPlan | ((step: StepScript) => StepPlan) };

/** One host of FakeRemoteExecutor: its steps outlive every session. */
export class FakeHost {
  /** Undefined: any pinned key is right. */
  hostKeySha256: string | undefined;
  /** Undefined: any credential is right. */
  accepts: ((credential: TargetCredential) => boolean) | undefined;
  bootId = "boot-1";
  clockSkewMs = 0;
  refusal: ConnectFailure | undefined;
  readonly steps = new Map<string, FakeStep>();
  readonly cleaned = new Set<string>();
  readonly #lessons: Lesson[] = [];
  readonly #released = new Set<string>();
  readonly #sessions = new Set<() => void>();
  readonly #lostAnswers: Verb[] = [];
  #bytesUntilCut = Number.POSITIVE_INFINITY;
  #boots = 1;

  /** What steps with this script do. The lesson that was taught last counts. */
  teach(script: string | RegExp, plan: Lesson["plan"]): void {
    this.#lessons.unshift({ script, plan });
  }

  /** Lets all steps that hold at this name go on, now and later. */
  release(hold: string): void {
    this.#released.add(hold);
    for (const step of this.steps.values()) step.wake();
  }

  isReleased = (hold: string): boolean => this.#released.has(hold);

  /** From now on no session can be had, for this reason; `undefined` ends that. */
  refuse(failure: ConnectFailure | undefined): void {
    this.refusal = failure;
  }

  /** Cuts all sessions: what is under way rejects with ContactLost; steps go on. */
  cut(): void {
    this.#bytesUntilCut = Number.POSITIVE_INFINITY;
    for (const lose of [...this.#sessions]) lose();
  }

  /** Cuts all sessions once this many more bytes were delivered to followers. */
  cutAfter(bytes: number): void {
    this.#bytesUntilCut = bytes;
  }

  /** The next call of this verb takes effect, but its answer is lost with the session. */
  loseAnswer(verb: Verb): void {
    this.#lostAnswers.push(verb);
  }

  /** Running steps are lost, the boot id changes, sessions are cut. */
  reboot(): void {
    this.#boots += 1;
    this.bootId = `boot-${this.#boots}`;
    for (const step of this.steps.values()) step.lose("the host was rebooted while the step ran");
    this.cut();
  }

  /** As if the state directory of the key had been removed. */
  forget(key: string): void {
    const step = this.steps.get(key);
    this.steps.delete(key);
    step?.lose("the state directory on the host is gone");
  }

  /** At most once per key, as on a real host. */
  start(script: StepScript): FakeStep {
    const known = this.steps.get(script.key);
    if (known) {
      if (known.script && known.script.script !== script.script)
        throw new StepRefused("conflict", "another script was started under this key");
      return known;
    }
    const lesson = this.#lessons.find((l) =>
      typeof l.script === "string" ? l.script === script.script : l.script.test(script.script),
    );
    const plan = typeof lesson?.plan === "function" ? lesson.plan(script) : (lesson?.plan ?? {});
    const step = new FakeStep(script, plan, this.isReleased);
    this.steps.set(script.key, step);
    return step;
  }

  /** For sessions only. */
  enter(lose: () => void): () => void {
    this.#sessions.add(lose);
    return () => this.#sessions.delete(lose);
  }

  /** For sessions only: how much of a chunk still passes before the cut. */
  pass(bytes: number): number {
    const passed = Math.min(bytes, this.#bytesUntilCut);
    this.#bytesUntilCut -= passed;
    return passed;
  }

  /** For sessions only. */
  losesAnswer(verb: Verb): boolean {
    const at = this.#lostAnswers.indexOf(verb);
    if (at >= 0) this.#lostAnswers.splice(at, 1);
    return at >= 0;
  }
}
