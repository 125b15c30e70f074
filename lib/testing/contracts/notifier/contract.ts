import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { channelTest, liveIncident, type Permission } from "#lib/domain/communication/outside.ts";
import type { Message, Notifier, OpenedChannel } from "#lib/ports/notifier.ts";

/** What the other side does with a message. `hang` and `cut` have taken it whole before they say nothing more, or go. */
export type Behaviour = "accept" | "refuse-for-now" | "refuse-for-good" | "hang" | "cut";
export type Lab = {
  notifier: Notifier;
  channel: OpenedChannel;
  /** The same kind of channel, to a link-local address. */
  forbidden: OpenedChannel;
  behave(behaviour: Behaviour): void;
  /** Each message that the other side took whole, as text with everything that came along. */
  received(): string[];
  /** What it says when it accepts: some of it has to be in the answer. */
  saysOnAccept: string;
  /** Nobody listens there any more. */
  leave(): Promise<void>;
};

export const aMessage = (over: Partial<Message> = {}): Message => ({
  id: crypto.randomUUID(),
  action: "tell",
  incident: 7,
  severity: "critical",
  subject: "INC-7: Uploads fail",
  body: "# Production incident\n\nUploads fail for <everybody> & more.",
  recipient: "lead@example.test",
  recipientName: "Lead",
  url: "http://backout.test/incidents/7",
  ...over,
});
export const live = liveIncident(7, {
  drillNumber: null,
  targets: [{ target: { environment: "production" } }],
}) as Permission;

/** What every way of sending keeps, real or fake. `open` makes a fresh one; the time limit of an attempt is to be short. */
export function notifierContract(name: string, open: () => Promise<Lab>): void {
  describe(`Notifier: ${name}`, () => {
    let lab: Lab;
    beforeEach(async () => {
      lab = await open();
    });
    afterEach(() => lab.leave());
    const send = (message = aMessage(), permission = live) => lab.notifier.send(permission, lab.channel, message);

    test("delivers the message once, with the receiver's own answer", async () => {
      const outcome = await send();
      expect(outcome).toMatchObject({ kind: "delivered", answer: expect.stringContaining(lab.saysOnAccept) });
      expect(lab.received()).toHaveLength(1);
      expect(lab.received()[0]).toContain("Uploads fail");
    });

    test("sends the test of a channel", async () => {
      expect(await send(aMessage({ incident: null }), channelTest("c"))).toMatchObject({ kind: "delivered" });
    });

    test("sends nothing without a permission, also when it looks like one", async () => {
      await expect(send(aMessage(), { number: 7 } as Permission)).rejects.toThrow(/Nothing was sent/);
      expect(lab.received()).toEqual([]);
    });

    test("tells a refusal that may pass from one that stays, with the receiver's words", async () => {
      lab.behave("refuse-for-now");
      expect(await send()).toMatchObject({
        kind: "refused",
        isTemporary: true,
        answer: expect.stringMatching(/4\d\d|5\d\d/),
      });
      lab.behave("refuse-for-good");
      expect(await send()).toMatchObject({
        kind: "refused",
        isTemporary: false,
        answer: expect.stringMatching(/4\d\d|5\d\d/),
      });
    });

    test("knows that nothing was sent when nobody listens", async () => {
      await lab.leave();
      expect(await send()).toMatchObject({
        kind: "refused",
        isTemporary: true,
        answer: expect.stringMatching(/^not sent/),
      });
    });

    test.each(["hang", "cut"] as const)(
      "does not know what became of it when the receiver takes it and answers nothing: %s",
      async (behaviour) => {
        lab.behave(behaviour);
        expect(await send()).toMatchObject({ kind: "unknown" });
      },
    );

    test("never contacts a link-local address", async () => {
      const outcome = await lab.notifier.send(live, lab.forbidden, aMessage());
      expect(outcome).toMatchObject({
        kind: "refused",
        isTemporary: false,
        answer: expect.stringMatching(/nothing was contacted/),
      });
    });
  });
}
