-- CreateTable
CREATE TABLE "AlertToken" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdBy" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ,
    "revokedAt" TIMESTAMPTZ,

    CONSTRAINT "AlertToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertDraft" (
    "id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ NOT NULL,
    "endsAt" TIMESTAMPTZ,
    "status" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "annotations" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "notifications" INTEGER NOT NULL DEFAULT 1,
    "firstSeenAt" TIMESTAMPTZ NOT NULL,
    "lastSeenAt" TIMESTAMPTZ NOT NULL,
    "dismissedAt" TIMESTAMPTZ,
    "dismissedBy" JSONB,
    "incidentNumber" INTEGER,

    CONSTRAINT "AlertDraft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AlertToken_tokenHash_key" ON "AlertToken"("tokenHash");

-- CreateIndex
CREATE INDEX "AlertDraft_lastSeenAt_idx" ON "AlertDraft"("lastSeenAt");

-- CreateIndex
CREATE UNIQUE INDEX "AlertDraft_fingerprint_startsAt_key" ON "AlertDraft"("fingerprint", "startsAt");

-- AddForeignKey
ALTER TABLE "AlertDraft" ADD CONSTRAINT "AlertDraft_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma cannot say.

ALTER TABLE "AlertDraft" ADD CONSTRAINT "AlertDraft_status" CHECK ("status" IN ('firing', 'resolved'));
