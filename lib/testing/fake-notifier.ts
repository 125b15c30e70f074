import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import { isPermission, type Permission } from "#lib/domain/communication/outside.ts";
import type { Message, Notifier, OpenedChannel } from "#lib/ports/notifier.ts";

/** A notifier in memory: what it took, and by whose permission. It answers with `next` until told otherwise. */
export class FakeNotifier implements Notifier {
  readonly sent: { permission: Permission; channel: OpenedChannel; message: Message }[] = [];
  next: SendOutcome = { kind: "delivered", answer: "taken in memory" };

  async send(permission: Permission, channel: OpenedChannel, message: Message): Promise<SendOutcome> {
    if (!isPermission(permission)) throw new Error("Nothing is sent without a live incident. Nothing was sent.");
    if ((channel.settings as { host?: string }).host?.startsWith("169.254."))
      return { kind: "refused", isTemporary: false, answer: "a link-local address: nothing was contacted" };
    if (this.next.kind !== "refused") this.sent.push({ permission, channel, message });
    return this.next;
  }
}
