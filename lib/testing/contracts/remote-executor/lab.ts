import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type {
  RemoteExecutor,
  RemoteSession,
  StepEnd,
  StepScript,
  TargetAddress,
  TargetCredential,
} from "#lib/ports/remote-executor.ts";
import type { StepPlan } from "../../fake-step.ts";

export type ExecutorFixture = {
  executor: RemoteExecutor;
  target: TargetAddress;
  credential: TargetCredential;
  wrongCredential: TargetCredential;
  /** A port on the same host where nothing listens. */
  deadPort: number;
  /** Tells a fake what the script does; nothing to do for a real host. */
  teach(script: string, plan: StepPlan | ((step: StepScript) => StepPlan)): void;
  /** Lets steps pass `hold NAME` in their scripts. */
  release(hold: string): void;
  /** Shell text that waits until `release(hold)`. */
  waitFor(hold: string): string;
  stop(): Promise<void>;
};

export type Lab = ReturnType<typeof makeLab>;

/** One fixture and one session for a suite, and the verbs its tests share. Call it inside a `describe`. */
export function makeLab(makeFixture: () => Promise<ExecutorFixture>) {
  let fixture: ExecutorFixture;
  let session: RemoteSession;
  const others: RemoteSession[] = [];
  const newKey = () => `run-${randomBytes(6).toString("hex")}.step.1`;

  beforeAll(async () => {
    fixture = await makeFixture();
    session = await fixture.executor.open(fixture.target, fixture.credential);
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });
  afterAll(async () => {
    await session?.close();
    await fixture?.stop();
  });

  return {
    get fixture() {
      return fixture;
    },
    get session() {
      return session;
    },
    newKey,
    hold: () => `h${randomBytes(6).toString("hex")}`,
    /** Another session on the same host, closed after the test. */
    async open() {
      const other = await fixture.executor.open(fixture.target, fixture.credential);
      others.push(other);
      return other;
    },
    step(
      script: string,
      plan: StepPlan | ((step: StepScript) => StepPlan),
      rest: Partial<StepScript> = {},
    ): StepScript {
      fixture.teach(script, plan);
      return { key: newKey(), script, env: {}, timeoutMs: 60_000, ...rest };
    },
    /** Follows to the end; fails on a gap, an overlap, a large chunk or a call that was not awaited. */
    async collect(on: RemoteSession, key: string, fromByte = 0): Promise<{ end: StepEnd; output: Buffer }> {
      const parts: Buffer[] = [];
      let at = fromByte;
      let busy = false;
      const end = await on.follow(key, fromByte, async (chunk, atByte) => {
        expect({ busy, atByte }).toEqual({ busy: false, atByte: at });
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
        busy = true;
        await new Promise((resolve) => setImmediate(resolve));
        busy = false;
        parts.push(Buffer.from(chunk));
        at += chunk.length;
      });
      return { end, output: Buffer.concat(parts) };
    },
  };
}
