-- CreateTable
CREATE TABLE "Checkpoint" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "auditSeq" INTEGER NOT NULL,
    "auditHash" TEXT NOT NULL,
    "timelines" JSONB NOT NULL,
    "publicKey" TEXT NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "Checkpoint_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "Checkpoint_auditSeq_idx" ON "Checkpoint"("auditSeq");


-- What Prisma cannot say.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "Checkpoint" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Checkpoint" EXECUTE FUNCTION backout_append_only();
