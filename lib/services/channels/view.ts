import type { ChannelView } from "#lib/contract/communication.ts";
import { channelAddress, hasRecipients } from "#lib/domain/communication/channel.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { channelKind } from "../communication/view.ts";

export const CHANNEL = { deliveries: { orderBy: { createdAt: "desc" }, take: 1 } } satisfies Prisma.ChannelInclude;

export function channelView(row: Prisma.ChannelGetPayload<{ include: typeof CHANNEL }>): ChannelView {
  const kind = channelKind(row.kind);
  const last = row.deliveries[0];
  return {
    id: row.id,
    kind,
    name: row.name,
    address: channelAddress(kind, row.settings as Record<string, unknown>),
    takesRecipients: hasRecipients(kind),
    enabled: row.enabled,
    last: last
      ? {
          state: last.state,
          answer: last.answer,
          at: (last.endedAt ?? last.createdAt).toISOString(),
          isTest: last.incidentNumber === null,
        }
      : null,
  };
}
