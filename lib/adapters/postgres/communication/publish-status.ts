import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Message } from "#lib/ports/notifier.ts";

/** Publishes a message on our own public page. The delivery's id is its key, so that it stands there once. */
export const publishStatus =
  (db: Db, clock: Clock) =>
  async ({ id, subject, body }: Message): Promise<SendOutcome> => {
    const { count } = await db.statusMessage.createMany({
      data: [{ id, title: subject, body, publishedAt: clock.now() }],
      skipDuplicates: true,
    });
    return { kind: "delivered", answer: count === 0 ? "stands on the page already" : "published on /status" };
  };
