import { expect, it } from "vitest";
import { ContactLost, type StepEnd, type StepScript } from "#lib/ports/remote-executor.ts";
import type { Lab } from "./lab.ts";

/** How a step ends, is stopped, outlives its session and is cleaned. */
export function endingContract(lab: Lab) {
  const { open, step, collect, hold, newKey } = lab;

  /** Starts it and waits for its first byte. */
  async function begin(work: StepScript): Promise<StepScript> {
    const first = Promise.withResolvers<void>();
    const watching = new AbortController();
    await lab.session.start(work);
    const watched = lab.session.follow(work.key, 0, async () => first.resolve(), watching.signal).catch(() => {});
    await first.promise;
    watching.abort();
    await watched;
    return work;
  }

  it("ends a step at its time limit", async () => {
    const work = step("echo begun; sleep 60", { does: [{ write: "begun\n" }, { hold: "never" }] }, { timeoutMs: 400 });
    await lab.session.start(work);
    const { end, output } = await collect(lab.session, work.key);
    expect({ end, output: output.toString() }).toEqual({
      end: { kind: "timedOut", afterMs: 400, bytes: 6 },
      output: "begun\n",
    });
  });

  it("cancels a running step, and every watcher learns it", async () => {
    const work = step("echo begun; sleep 60", { does: [{ write: "begun\n" }, { hold: "never" }] });
    await lab.session.start(work);
    const begun = Promise.withResolvers<void>();
    const watched = lab.session.follow(work.key, 0, async () => begun.resolve());
    await begun.promise;
    const end = await lab.session.cancel(work.key, 2_000);
    expect(end).toEqual({ kind: "cancelled", started: true, bytes: 6 });
    expect(await watched).toEqual(end);
    expect(await lab.session.state(work.key)).toEqual({ kind: "ended", end });
    expect(await lab.session.cancel(work.key, 2_000)).toEqual(end);
  });

  it("cancels a step that ignores TERM after the grace", async () => {
    const work = step("trap '' TERM; echo begun; sleep 60; sleep 60", {
      does: [{ write: "begun\n" }, { hold: "never" }],
      ignoresTerm: true,
    });
    await lab.session.start(work);
    const begun = Promise.withResolvers<void>();
    const watched = lab.session.follow(work.key, 0, async () => begun.resolve());
    await begun.promise;
    expect(await lab.session.cancel(work.key, 300)).toMatchObject({ kind: "cancelled", started: true });
    expect((await watched).kind).toBe("cancelled");
  });

  it("names what a cancelled step had put in a session of its own, and nothing else", async () => {
    const work = step("setsid sh -c 'echo begun; exec sleep 20' & sleep 60", {
      does: [{ write: "begun\n" }, { hold: "never" }],
      leaves: [{ pid: 4711, name: "sleep" }],
    });
    const plain = step("echo begun; sleep 61", { does: [{ write: "begun\n" }, { hold: "never" }] });
    for (const { key } of [await begin(work), await begin(plain)]) await lab.session.cancel(key, 2_000);
    expect(await lab.session.left(work.key)).toEqual([{ pid: expect.any(Number), name: "sleep" }]);
    expect(await lab.session.left(plain.key)).toEqual([]);
  });

  it("keeps a step that was cancelled before its start from ever starting", async () => {
    const work = step("echo never", { does: [{ write: "never\n" }] });
    const end: StepEnd = { kind: "cancelled", started: false, bytes: 0 };
    expect(await lab.session.cancel(work.key, 1_000)).toEqual(end);
    expect(await lab.session.start(work)).toEqual({ kind: "ended", end });
    expect(await collect(lab.session, work.key)).toEqual({ end, output: Buffer.alloc(0) });
  });

  it("does not change how a step ended when it is cancelled too late", async () => {
    const work = step("exit 4", { code: 4 });
    await lab.session.start(work);
    const { end } = await collect(lab.session, work.key);
    expect(await lab.session.cancel(work.key, 1_000)).toEqual(end);
  });

  it("lets steps go on when the session is closed, and answers no verb any more", async () => {
    const gate = hold();
    const work = step(`${lab.fixture.waitFor(gate)}; echo done`, { does: [{ hold: gate }, { write: "done\n" }] });
    const other = await open();
    await other.start(work);
    const watching = other.follow(work.key, 0, async () => {});
    watching.catch(() => {});
    await other.close();
    await expect(watching).rejects.toBeInstanceOf(ContactLost);
    await expect(other.state(work.key)).rejects.toBeInstanceOf(ContactLost);
    await expect(other.start(work)).rejects.toBeInstanceOf(ContactLost);
    await expect(other.follow(work.key, 0, async () => {})).rejects.toBeInstanceOf(ContactLost);
    lab.fixture.release(gate);
    expect((await collect(lab.session, work.key)).output.toString()).toBe("done\n");
  });

  it("cleans an ended step and remembers that it was there", async () => {
    const gate = hold();
    const work = step(`${lab.fixture.waitFor(gate)}; echo ran`, { does: [{ hold: gate }, { write: "ran\n" }] });
    await lab.session.start(work);
    await expect(lab.session.clean(work.key)).rejects.toMatchObject({ name: "StepRefused", reason: "running" });
    expect(await lab.session.list()).toContain(work.key);
    lab.fixture.release(gate);
    await collect(lab.session, work.key);
    await lab.session.clean(work.key);
    await lab.session.clean(work.key);
    expect(await lab.session.list()).not.toContain(work.key);
    const lost = {
      kind: "ended",
      end: { kind: "lost", reason: "the step's files were removed from the host", bytes: 0 },
    };
    expect(await lab.session.state(work.key)).toEqual(lost);
    expect(await lab.session.start(work)).toEqual(lost);
  });

  it("says that a step is lost of which the host knows nothing", async () => {
    const { end, output } = await collect(lab.session, newKey());
    expect(end).toMatchObject({ kind: "lost", reason: "the host has no record of this step" });
    expect(output.length).toBe(0);
  });
}
