import type { CommunicationView, DeadlineView, DeliveryView, DraftView } from "#lib/contract/communication.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { ChannelKind } from "#lib/domain/communication/channel.ts";
import { deadlineState } from "#lib/domain/communication/deadline.ts";
import { escalationState } from "#lib/domain/communication/escalation.ts";
import { openFields } from "#lib/domain/communication/template.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Prisma } from "#lib/ports/db.ts";

type DeadlineRow = Prisma.DeadlineGetPayload<object>;

export const roleTitle = (playbook: Playbook, id: string): string =>
  playbook.communication.roles.find((r) => r.id === id)?.title ?? id;

export const deadlineView = (row: DeadlineRow, playbook: Playbook, now: Date): DeadlineView => ({
  item: row.item,
  title: row.title,
  via: row.via as DeadlineView["via"],
  record: row.record as DeadlineView["record"],
  template: row.template,
  audience: row.audience.map((role) => ({ role, title: roleTitle(playbook, role) })),
  optional: row.optional,
  state: deadlineState({ ...row, settledAs: row.settledAs === "not-owed" ? "cancelled" : row.settledAs }, now),
  startedAt: row.startedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
  settledBy: row.settledBy === null ? null : readActor(row.settledBy),
  note: row.note,
});

type DraftRow = Prisma.DraftGetPayload<object> & { deadline: { item: string } | null };

export function draftView(row: DraftRow, playbook: Playbook): DraftView {
  const template = playbook.communication.templates.find((t) => t.id === row.template);
  return {
    id: row.id,
    item: row.deadline?.item ?? null,
    template: row.template,
    title: template?.title ?? row.template,
    audience: template?.audience ?? "internal",
    subject: row.subject,
    body: row.body,
    version: row.version,
    missing: openFields(`${row.subject}\n${row.body}`),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: readActor(row.updatedBy),
    sentAt: row.sentAt?.toISOString() ?? null,
    sentBy: row.sentBy === null ? null : readActor(row.sentBy),
  };
}

/** As the domain writes it: the column's enum cannot have a hyphen. */
export const channelKind = (kind: string): ChannelKind =>
  (kind === "status_page" ? "status-page" : kind) as ChannelKind;

export const DELIVERY = {
  attempts: { orderBy: { attempt: "asc" } },
  escalationStep: { select: { title: true } },
} satisfies Prisma.DeliveryInclude;

export const deliveryView = (row: Prisma.DeliveryGetPayload<{ include: typeof DELIVERY }>): DeliveryView => ({
  id: row.id,
  draftId: row.draftId,
  step: row.escalationStep?.title ?? null,
  kind: channelKind(row.kind),
  channel: row.channelName,
  recipient: row.recipient,
  recipientName: row.recipientName,
  subject: row.subject,
  state: row.state,
  answer: row.answer,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  nextAttemptAt: row.state === "queued" ? row.nextAttemptAt.toISOString() : null,
  attempts: row.attempts.map((a) => ({
    attempt: a.attempt,
    startedAt: a.startedAt.toISOString(),
    endedAt: a.endedAt?.toISOString() ?? null,
    outcome: a.outcome as DeliveryView["attempts"][number]["outcome"],
    answer: a.answer,
  })),
});

export const ESCALATION_STEP = { deliveries: { select: { state: true } } } satisfies Prisma.EscalationStepInclude;

export const stepView = (
  row: Prisma.EscalationStepGetPayload<{ include: typeof ESCALATION_STEP }>,
  playbook: Playbook,
): CommunicationView["escalation"]["steps"][number] => ({
  step: row.step,
  title: row.title,
  roles: row.roles.map((role) => roleTitle(playbook, role)),
  until: row.until === "resolved" ? "resolved" : "acknowledged",
  state: escalationState(row, row.deliveries),
  dueAt: row.dueAt.toISOString(),
  firedAt: row.firedAt?.toISOString() ?? null,
  stopReason: row.stopReason === "not-owed" ? "not called for this severity" : row.stopReason,
});
