import { whyNoEndpoint } from "#lib/domain/push/endpoint.ts";
import type { PushPayload } from "#lib/domain/push/message.ts";
import type { PushBrowser, PushOutcome, PushSender } from "#lib/ports/push.ts";

/** A sender in memory: what it took, for whom. It answers with `next` until told otherwise. */
export class FakePushSender implements PushSender {
  readonly publicKey = Buffer.alloc(65, 4).toString("base64url");
  readonly sent: { browser: PushBrowser; payload: PushPayload }[] = [];
  next: PushOutcome = { kind: "taken" };

  async send(browser: PushBrowser, payload: PushPayload): Promise<PushOutcome> {
    const why = whyNoEndpoint(browser.endpoint);
    if (why) return { kind: "failed", answer: `not sent: ${why}` };
    if (this.next.kind === "taken") this.sent.push({ browser, payload });
    return this.next;
  }
}
