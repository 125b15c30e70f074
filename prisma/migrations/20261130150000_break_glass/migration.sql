-- A run that one person armed alone: why, and who has looked at it since. An incident with an unreviewed one cannot be closed.
CREATE TABLE "BreakGlass" (
    "runId" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "by" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "reviewedBy" JSONB,
    "reviewedAt" TIMESTAMPTZ,
    "review" TEXT,
    CONSTRAINT "BreakGlass_pkey" PRIMARY KEY ("runId"),
    CONSTRAINT "BreakGlass_review_whole" CHECK (
        ("reviewedAt" IS NULL) = ("reviewedBy" IS NULL) AND ("reviewedAt" IS NULL) = ("review" IS NULL)
    ),
    CONSTRAINT "BreakGlass_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "BreakGlass_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "BreakGlass_incidentNumber_idx" ON "BreakGlass"("incidentNumber");
