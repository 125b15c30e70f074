import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PushPayload } from "#lib/domain/push/message.ts";
import type { PushBrowser, PushSender } from "#lib/ports/push.ts";

/** What the push service does with a message. */
export type PushBehaviour = "accept" | "forget" | "refuse" | "redirect" | "hang";
export type PushLab = {
  sender: PushSender;
  browser: PushBrowser;
  /** The same browser, with an address that leads inside. */
  forbidden: PushBrowser;
  behave(behaviour: PushBehaviour): void;
  /** What the browser could open, of what came to it. */
  received(): PushPayload[];
  leave(): Promise<void>;
};

export const aPush = (over: Partial<PushPayload> = {}): PushPayload => ({
  tag: "incident:7",
  title: "INC-7",
  body: "Declared as critical.",
  path: "/incidents/7",
  ...over,
});

/** What every sender keeps, real or fake. `open` makes a fresh one; the time limit of an attempt is to be short. */
export function pushSenderContract(name: string, open: () => Promise<PushLab>): void {
  describe(`PushSender: ${name}`, () => {
    let lab: PushLab;
    beforeEach(async () => {
      lab = await open();
    });
    afterEach(() => lab.leave());

    test("brings the browser what was said, once", async () => {
      expect(await lab.sender.send(lab.browser, aPush())).toEqual({ kind: "taken" });
      expect(lab.received()).toEqual([aPush()]);
    });

    test.each<[PushBehaviour, "gone" | "failed"]>([
      ["forget", "gone"],
      ["refuse", "failed"],
      ["redirect", "failed"],
      ["hang", "failed"],
    ])("of a service that would %s says %s, with why, and does not reject", async (behaviour, kind) => {
      lab.behave(behaviour);
      expect(await lab.sender.send(lab.browser, aPush())).toEqual({ kind, answer: expect.stringMatching(/./) });
    });

    test("sends nothing to an address that leads inside", async () => {
      expect(await lab.sender.send(lab.forbidden, aPush())).toEqual({
        kind: "failed",
        answer: expect.stringContaining("not sent"),
      });
      expect(lab.received()).toEqual([]);
    });

    test("has a key that a browser can subscribe with", () => {
      expect(Buffer.from(lab.sender.publicKey, "base64url")).toHaveLength(65);
    });
  });
}
