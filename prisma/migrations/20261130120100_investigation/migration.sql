-- CreateEnum
CREATE TYPE "InvestigationState" AS ENUM ('asked', 'collecting', 'done', 'failed');

-- CreateTable
CREATE TABLE "Investigation" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "targetId" TEXT NOT NULL,
    "runId" TEXT,
    "state" "InvestigationState" NOT NULL DEFAULT 'asked',
    "problem" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "actor" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ,

    CONSTRAINT "Investigation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EvidenceContent" (
    "evidenceId" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "totalBytes" BIGINT NOT NULL,

    CONSTRAINT "EvidenceContent_pkey" PRIMARY KEY ("evidenceId")
);

-- AlterTable
ALTER TABLE "Evidence" ADD COLUMN     "investigationId" TEXT;

-- CreateIndex
CREATE INDEX "Investigation_incidentNumber_idx" ON "Investigation"("incidentNumber");

-- CreateIndex
CREATE UNIQUE INDEX "Investigation_runId_targetId_key" ON "Investigation"("runId", "targetId");

-- AddForeignKey
ALTER TABLE "Investigation" ADD CONSTRAINT "Investigation_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Investigation" ADD CONSTRAINT "Investigation_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Investigation" ADD CONSTRAINT "Investigation_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidenceContent" ADD CONSTRAINT "EvidenceContent_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_investigationId_fkey" FOREIGN KEY ("investigationId") REFERENCES "Investigation"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma cannot say.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "EvidenceContent" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
-- 1 MiB and the line that says what was cut off.
ALTER TABLE "EvidenceContent" ADD CONSTRAINT "EvidenceContent_is_capped" CHECK (octet_length("bytes") <= 1049600);
ALTER TABLE "Investigation" ADD CONSTRAINT "Investigation_end_has_time" CHECK (("state" IN ('done', 'failed')) = ("endedAt" IS NOT NULL));
-- One at a time is asked for by hand on a target.
CREATE UNIQUE INDEX "Investigation_one_asked" ON "Investigation" ("incidentNumber", "targetId") WHERE "runId" IS NULL AND "state" IN ('asked', 'collecting');
