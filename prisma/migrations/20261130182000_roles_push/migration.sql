-- Who holds which role in an incident, and to whom it is being handed over. No row: nobody holds it.
CREATE TABLE "RoleHolder" (
    "incidentNumber" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "holderId" TEXT NOT NULL,
    "since" TIMESTAMPTZ NOT NULL,
    "offeredToId" TEXT,
    "offeredAt" TIMESTAMPTZ,
    "offerNote" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "RoleHolder_pkey" PRIMARY KEY ("incidentNumber", "role"),
    CONSTRAINT "RoleHolder_offer_whole" CHECK (("offeredToId" IS NULL) = ("offeredAt" IS NULL)),
    CONSTRAINT "RoleHolder_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "RoleHolder_holderId_fkey" FOREIGN KEY ("holderId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "RoleHolder_offeredToId_fkey" FOREIGN KEY ("offeredToId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- A browser that its user wants to be woken in.
CREATE TABLE "PushSubscription" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "serverKey" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSentAt" TIMESTAMPTZ,
    "lastProblem" TEXT,
    CONSTRAINT "PushSubscription_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "PushSubscription_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "PushSubscription_endpoint_key" ON "PushSubscription"("endpoint");
CREATE INDEX "PushSubscription_userId_idx" ON "PushSubscription"("userId");

-- What somebody is woken for, once: the key names the fact.
CREATE TABLE "PushMessage" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "incidentNumber" INTEGER,
    "subscriptionId" TEXT,
    "exceptUserId" TEXT,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL,
    "claimedAt" TIMESTAMPTZ,
    "endedAt" TIMESTAMPTZ,
    CONSTRAINT "PushMessage_pkey" PRIMARY KEY ("key"),
    CONSTRAINT "PushMessage_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "PushMessage_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "PushSubscription"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "PushMessage_endedAt_createdAt_idx" ON "PushMessage"("endedAt", "createdAt");

-- What happened in the last minutes, in any run.
CREATE INDEX "RunEvent_at_idx" ON "RunEvent"("at");
