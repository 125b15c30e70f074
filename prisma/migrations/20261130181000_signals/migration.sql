-- Signals that are measured: where a target's metrics are, what was answered, and which source each value of an assessment has.
CREATE TABLE "MetricsSource" (
    "targetId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed" BYTEA,
    "keyFingerprint" TEXT,
    "queries" JSONB NOT NULL DEFAULT '{}',
    "wantedUntil" TIMESTAMPTZ,
    "askedAt" TIMESTAMPTZ,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "MetricsSource_pkey" PRIMARY KEY ("targetId"),
    CONSTRAINT "MetricsSource_token_whole" CHECK (("sealed" IS NULL) = ("keyFingerprint" IS NULL)),
    CONSTRAINT "MetricsSource_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "SignalReading" (
    "id" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "signal" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ NOT NULL,
    "measuredAt" TIMESTAMPTZ,
    "value" JSONB,
    "problem" TEXT,
    "promql" TEXT NOT NULL,
    "series" JSONB NOT NULL DEFAULT '[]',
    "sha256" TEXT NOT NULL,
    CONSTRAINT "SignalReading_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "SignalReading_known_or_not" CHECK (("value" IS NULL) = ("problem" IS NOT NULL) AND ("value" IS NULL) = ("measuredAt" IS NULL)),
    CONSTRAINT "SignalReading_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "SignalReading_targetId_signal_askedAt_idx" ON "SignalReading"("targetId", "signal", "askedAt");

ALTER TABLE "Assessment" ADD COLUMN "sources" JSONB NOT NULL DEFAULT '{}';
