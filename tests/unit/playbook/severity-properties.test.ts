import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Playbook, SignalDeclaration } from "#lib/domain/playbook/schema.ts";
import type { Signals, Verdict } from "#lib/domain/severity/types.ts";
import { assessor, shipped } from "./shipped.ts";

const RANK = { none: 0, undetermined: 0, minor: 1, major: 2, critical: 3 } as const;

const valueFor = (signal: SignalDeclaration): fc.Arbitrary<number | boolean | null | undefined> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
    {
      weight: 3,
      arbitrary:
        signal.kind === "boolean"
          ? fc.boolean()
          : fc.oneof(
              // Where the bounds lie, and everywhere else.
              fc.constantFrom(0, 0.99, 1, 5, 5.01, 10, 15, 20, 25, 49, 50, 51),
              signal.kind === "count" ? fc.nat(1_000) : fc.double({ min: 0, max: signal.max ?? 1_000, noNaN: true }),
            ),
    },
  );

const signalsOf = (playbook: Playbook): fc.Arbitrary<Signals> =>
  fc.record(Object.fromEntries(playbook.signals.map((signal) => [signal.id, valueFor(signal)])));

/** A value is worse when it is higher, or when what was not seen is seen. */
const worse = (value: Signals[string], by: number): Signals[string] =>
  typeof value === "number" ? value + by : value === false ? true : value;

describe.each(["agent-platform", "spek-platform"])("any signals of %s", (id) => {
  const playbook = shipped(id);
  const judged = assessor(playbook);
  const symptoms = fc.subarray(playbook.symptoms.map((s) => s.id));

  it("give a verdict that agrees with itself", () => {
    fc.assert(
      fc.property(signalsOf(playbook), symptoms, (signals, seen) => {
        expectConsistent(playbook, judged(signals, seen));
      }),
      { numRuns: 500 },
    );
  });

  it("give a verdict even when they are nonsense", () => {
    const anything = fc.dictionary(
      fc.oneof(fc.constantFrom(...playbook.signals.map((s) => s.id)), fc.string()),
      fc.oneof(fc.double(), fc.boolean(), fc.constantFrom(null, undefined), fc.string(), fc.object()),
    );
    fc.assert(
      fc.property(anything, fc.array(fc.string()), (signals, seen) => {
        expectConsistent(playbook, judged(signals as Signals, seen));
      }),
      { numRuns: 500 },
    );
  });

  it("never give a lower severity when one of them gets worse", () => {
    fc.assert(
      fc.property(
        signalsOf(playbook),
        fc.constantFrom(...playbook.signals),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (signals, { id: changed }, by) => {
          const before = judged(signals);
          const after = judged({ ...signals, [changed]: worse(signals[changed], by) });
          expect(RANK[after.severity]).toBeGreaterThanOrEqual(RANK[before.severity]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("say the same twice", () => {
    fc.assert(
      fc.property(signalsOf(playbook), symptoms, (signals, seen) => {
        expect(judged(signals, seen)).toEqual(judged({ ...signals }, [...seen]));
      }),
    );
  });
});

function expectConsistent(playbook: Playbook, verdict: Verdict): void {
  const known = playbook.criteria.map((c) => c.id);
  const fired = verdict.fired.map((f) => f.criterion);
  const unknown = verdict.unknown.map((u) => u.criterion);
  for (const name of [...fired, ...unknown, ...verdict.close.map((c) => c.criterion)]) expect(known).toContain(name);
  expect(new Set([...fired, ...unknown]).size).toBe(fired.length + unknown.length);
  expect(RANK[verdict.severity]).toBe(Math.max(0, ...verdict.fired.map((f) => RANK[f.class])));
  for (const close of verdict.close) {
    expect(unknown).not.toContain(close.criterion);
    const now = verdict.fired.find((f) => f.criterion === close.criterion);
    if (now) expect(RANK[close.class]).toBeGreaterThan(RANK[now.class]);
    if (close.inMinutes !== null) expect(close.inMinutes).toBeGreaterThanOrEqual(0);
  }
  const procedures = playbook.procedures.map((p) => p.procedure);
  if (verdict.recommended) expect(procedures).toContain(verdict.recommended.procedure);
  for (const other of verdict.alternatives) expect(other.procedure).not.toBe(verdict.recommended?.procedure);
  if (verdict.severity === "none") expect(verdict.action).toBe("none");
}
