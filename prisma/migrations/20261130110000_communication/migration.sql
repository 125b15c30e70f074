-- CreateEnum
CREATE TYPE "ChannelKind" AS ENUM ('smtp', 'slack', 'teams', 'webhook', 'pagerduty', 'status-page');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('queued', 'sending', 'delivered', 'failed', 'unknown', 'recorded');

-- CreateTable
CREATE TABLE "Contact" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT NOT NULL DEFAULT '',
    "email" TEXT NOT NULL DEFAULT '',
    "roles" TEXT[],
    "playbook" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Channel" (
    "id" TEXT NOT NULL,
    "kind" "ChannelKind" NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "sealed" BYTEA,
    "keyFingerprint" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deadline" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "item" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "via" TEXT NOT NULL,
    "record" TEXT,
    "template" TEXT,
    "audience" TEXT[],
    "optional" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ NOT NULL,
    "dueAt" TIMESTAMPTZ NOT NULL,
    "overdueAt" TIMESTAMPTZ,
    "settledAt" TIMESTAMPTZ,
    "settledAs" TEXT,
    "settledBy" JSONB,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Deadline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Draft" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "deadlineId" TEXT,
    "template" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedBy" JSONB NOT NULL,
    "sentAt" TIMESTAMPTZ,
    "sentBy" JSONB,

    CONSTRAINT "Draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER,
    "draftId" TEXT,
    "escalationStepId" TEXT,
    "channelId" TEXT,
    "kind" "ChannelKind" NOT NULL,
    "channelName" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "recipientName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'queued',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "engineId" TEXT,
    "nextAttemptAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" JSONB NOT NULL,
    "endedAt" TIMESTAMPTZ,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeliveryAttempt" (
    "deliveryId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "engineId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ NOT NULL,
    "endedAt" TIMESTAMPTZ,
    "outcome" TEXT,
    "answer" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "DeliveryAttempt_pkey" PRIMARY KEY ("deliveryId","attempt")
);

-- CreateTable
CREATE TABLE "EscalationStep" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "roles" TEXT[],
    "via" TEXT[],
    "until" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ NOT NULL,
    "firedAt" TIMESTAMPTZ,
    "stoppedAt" TIMESTAMPTZ,
    "stopReason" TEXT,

    CONSTRAINT "EscalationStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Acknowledgement" (
    "incidentNumber" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "by" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Acknowledgement_pkey" PRIMARY KEY ("incidentNumber")
);

-- CreateTable
CREATE TABLE "AcknowledgeLink" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "escalationStepId" TEXT NOT NULL,
    "contactName" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "usedAt" TIMESTAMPTZ,

    CONSTRAINT "AcknowledgeLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StatusComponent" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'operational',
    "position" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StatusComponent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StatusMessage" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "StatusMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Channel_name_key" ON "Channel"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Deadline_incidentNumber_item_key" ON "Deadline"("incidentNumber", "item");

-- CreateIndex
CREATE INDEX "Draft_incidentNumber_idx" ON "Draft"("incidentNumber");

-- CreateIndex
CREATE INDEX "Delivery_incidentNumber_idx" ON "Delivery"("incidentNumber");

-- CreateIndex
CREATE INDEX "Delivery_state_nextAttemptAt_idx" ON "Delivery"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "EscalationStep_incidentNumber_step_key" ON "EscalationStep"("incidentNumber", "step");

-- CreateIndex
CREATE UNIQUE INDEX "AcknowledgeLink_tokenHash_key" ON "AcknowledgeLink"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "StatusComponent_title_key" ON "StatusComponent"("title");

-- CreateIndex
CREATE INDEX "StatusMessage_publishedAt_idx" ON "StatusMessage"("publishedAt");

-- AddForeignKey
ALTER TABLE "Deadline" ADD CONSTRAINT "Deadline_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Draft" ADD CONSTRAINT "Draft_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Draft" ADD CONSTRAINT "Draft_deadlineId_fkey" FOREIGN KEY ("deadlineId") REFERENCES "Deadline"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_draftId_fkey" FOREIGN KEY ("draftId") REFERENCES "Draft"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_escalationStepId_fkey" FOREIGN KEY ("escalationStepId") REFERENCES "EscalationStep"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "Channel"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DeliveryAttempt" ADD CONSTRAINT "DeliveryAttempt_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "Delivery"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EscalationStep" ADD CONSTRAINT "EscalationStep_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Acknowledgement" ADD CONSTRAINT "Acknowledgement_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AcknowledgeLink" ADD CONSTRAINT "AcknowledgeLink_escalationStepId_fkey" FOREIGN KEY ("escalationStepId") REFERENCES "EscalationStep"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What Prisma cannot say.

-- What engines look for, every two seconds.
CREATE INDEX "Deadline_open" ON "Deadline" ("dueAt") WHERE "settledAt" IS NULL AND "overdueAt" IS NULL;
CREATE INDEX "EscalationStep_open" ON "EscalationStep" ("dueAt") WHERE "firedAt" IS NULL AND "stoppedAt" IS NULL;

-- A message that was not sent is one; the next one begins when it was.
CREATE UNIQUE INDEX "Draft_one_open" ON "Draft" ("deadlineId") WHERE "sentAt" IS NULL;

-- A step fired or was stopped, never both.
ALTER TABLE "EscalationStep" ADD CONSTRAINT "EscalationStep_once" CHECK ("firedAt" IS NULL OR "stoppedAt" IS NULL);
-- What HPKE adds to a value (32 bytes of encapsulated key and 16 of tag); anything shorter is not sealed.
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_is_sealed" CHECK (octet_length("sealed") > 48);

-- What went out is not changed afterwards.
CREATE FUNCTION backout_sent_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a message that was sent is never changed';
END $$;
CREATE TRIGGER sent_is_final BEFORE UPDATE OR DELETE ON "Draft" FOR EACH ROW WHEN (OLD."sentAt" IS NOT NULL) EXECUTE FUNCTION backout_sent_is_final();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "Acknowledgement" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "StatusMessage" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
